"""How hypothesis searches: without deadlines, since how long a call takes proves nothing.

On a developer's machine each search is new; where ``CI`` is set it is always the same, so that an
unlucky draw cannot fail a sound change.
"""

import os

from hypothesis import settings

settings.register_profile("new", deadline=None)
settings.register_profile("same", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("same" if os.environ.get("CI") else "new")
