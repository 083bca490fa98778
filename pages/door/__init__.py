"""What stands between the network and the pages: who is answered at all, and what leaves with every answer.

Each file is one ASGI middleware or one question. DOOR names the middlewares in the order in which a request meets them: what
is set on answers comes first, so that refusals have it too.
"""

from pages.door.addresses import KnownAddresses
from pages.door.cookies import GuardedCookies
from pages.door.headers import SecurityHeaders
from pages.door.leaving import WayOut
from pages.door.media import OwnMedia
from pages.door.returning import WayBack
from pages.door.uploads import AwaitedUploads

DOOR = (SecurityHeaders, GuardedCookies, KnownAddresses, WayBack, WayOut, OwnMedia, AwaitedUploads)
