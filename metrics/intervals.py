"""95 % intervals of rates."""

import math
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)


def wilson(successes: int, n: int) -> tuple[float | None, float | None]:
    """The Wilson score interval of successes ÷ n (Wilson 1927); (None, None) for n = 0.

    >>> low, high = wilson(312, 1356)
    >>> round(low, 3), round(high, 3)
    (0.208, 0.253)
    """
    if n == 0:
        return None, None
    p = successes / n
    centre = p + Z * Z / (2 * n)
    spread = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def ratio(n: int, w: float, v: float, ww: float, vv: float, wv: float) -> tuple[float | None, float | None]:
    """The linearised (Taylor) interval of the ratio R = Σw ÷ Σv over n pairs, within 0 and 1.

    From n, Σw, Σv, Σw², Σv² and Σwv: the residuals w − R·v sum to zero, so var(R) = n ÷ (n − 1) × Σ(w − R·v)² ÷ (Σv)².
    (None, None) for fewer than two pairs or Σv = 0.
    """
    if n < 2 or v == 0:
        return None, None
    r = w / v
    residuals = max(0.0, ww - 2 * r * wv + r * r * vv)
    half = Z * math.sqrt(n / (n - 1) * residuals) / abs(v)
    return max(0.0, r - half), min(1.0, r + half)
