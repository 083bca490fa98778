"""Names: of people, of companies, of the ids that rows go by."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words(
    "Amelia Ben Carla Daniel Elena Felix Grace Hannah Ivan Julia Kevin Laura Marcus Nina Oscar Priya Quinn Rosa Samuel Tara "
    "Uma Victor Wendy Xavier Yasmin Zach Aisha Boris Chloe Diego Esther Frank Gloria Hugo Ingrid Jonas Katya Liam Mei Noah "
    "Olga Pedro Ravi Sofia Tomas Ursula Vera Walter Ximena Yusuf"
)
LAST = _words(
    "Adams Becker Castillo Dubois Evans Fischer Garcia Hughes Ivanova Jensen Kowalski Lopez Murphy Novak Olsen Patel Quist "
    "Romero Schmidt Turner Ueland Vargas Walsh Xu Young Zimmer Andersson Brennan Clarke Diaz Eriksen Ferrari Grant Hoffman "
    "Iyer Johansson Keller Lindqvist Moreau Nakamura Okafor Petrov Reyes Silva Tanaka Underwood Vogel Weber Yilmaz Ziegler"
)
JAPANESE = (
    ("佐藤 美咲", "misaki.sato"),
    ("鈴木 健太", "kenta.suzuki"),
    ("高橋 陽子", "yoko.takahashi"),
    ("田中 大輔", "daisuke.tanaka"),
    ("渡辺 さくら", "sakura.watanabe"),
    ("伊藤 翔", "sho.ito"),
)
COMPANY_FIRST = _words(
    "Alder Beacon Cobalt Delta Ember Falcon Granite Harbor Indigo Juniper Keystone Lumen Maple Northwind Orchard Pioneer "
    "Quarry Ridge Summit Tidal Umber Vertex Willow Yarrow Zenith Aspen Bright Cedar Dover Eagle Fern Glacier Hazel Iron "
    "Jade Kestrel Lakeside Meridian Noble Opal 青空 Prairie Redwood Silver Timber Union Vista Westgate 桜 Yellowstone"
)
COMPANY_SECOND = _words(
    "Analytics Bank Capital Devices Energy Foods Freight Games Health Insurance Labs Logistics Materials Media Mills Motors "
    "Networks Optics Partners Pharma Power Press Rail Retail Robotics Software Steel Studios Systems Telecom Textiles Tools "
    "Travel Utilities Ventures Water Works Aerospace Biotech Ceramics"
)
COMPANY_LAST = ("Inc", "Group", "Co", "LLC", "Holdings", "Corp", "Ltd", "International")


def ids(prefix: str, count: int, width: int = 6) -> pa.Array:
    """prefix-000001 … in order, at least `width` digits and as many as the last needs."""
    numbers = pa.array(np.arange(1, count + 1)).cast(pa.string())
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(numbers, max(width, len(str(count))), "0"), "-")


def pick(words: tuple[str, ...] | list[str], which: np.ndarray, empty: np.ndarray | None = None) -> pa.Array:
    """The words at those positions."""
    return pa.array(list(words), pa.string()).take(pa.array(which.astype(np.int32), mask=empty))


def people_names(rng: np.random.Generator, count: int) -> tuple[list[str], list[str]]:
    """Distinct (names, e-mails firstname.lastname@example.com), some of them Japanese."""
    order = rng.permutation(len(FIRST) * len(LAST))
    names, emails = [], []
    for i in range(count):
        if i % 11 == 7 and i // 11 < len(JAPANESE):
            name, mail = JAPANESE[i // 11]
        else:
            turn, place = divmod(i, len(order))
            first, last = FIRST[order[place] % len(FIRST)], LAST[order[place] // len(FIRST)]
            name = f"{first} {last}" + (f" {turn + 1}" if turn else "")
            mail = f"{first}.{last}".lower() + (str(turn + 1) if turn else "")
        names.append(name)
        emails.append(f"{mail}@example.com")
    return names, emails


def contacts(rng: np.random.Generator, count: int) -> tuple[pa.Array, pa.Array]:
    """Names and e-mails of `count` people outside; the e-mails are distinct."""
    first, last = rng.integers(len(FIRST), size=count), rng.integers(len(LAST), size=count)
    names = pc.binary_join_element_wise(pick(FIRST, first), pick(LAST, last), " ")
    kanji = rng.random(count) < 0.01
    japanese = pick([name for name, _ in JAPANESE], rng.integers(len(JAPANESE), size=count))
    names = pc.if_else(pa.array(kanji), japanese, names)
    numbers = pa.array(np.arange(1, count + 1)).cast(pa.string())
    local = pc.binary_join_element_wise(pick([w.lower() for w in FIRST], first), pick([w.lower() for w in LAST], last), ".")
    emails = pc.binary_join_element_wise(local, numbers, "@example.com", "")
    return names, emails


def companies(rng: np.random.Generator, count: int) -> pa.Array:
    """Distinct company names; past 16,000 they carry a number."""
    a, b, c = len(COMPANY_FIRST), len(COMPANY_SECOND), len(COMPANY_LAST)
    order = rng.permutation(a * b * c)
    turn, place = np.divmod(np.arange(count), len(order))
    code = order[place]
    names = pc.binary_join_element_wise(
        pick(COMPANY_FIRST, code % a), pick(COMPANY_SECOND, code // a % b), pick(COMPANY_LAST, code // a // b), " "
    )
    numbered = pc.binary_join_element_wise(names, pa.array(turn + 1).cast(pa.string()), " ")
    return pc.if_else(pa.array(turn > 0), numbered, names)
