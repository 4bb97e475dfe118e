"""A kernel of its own, so that a cache of kernels can be tried in a process in two seconds."""

import sys

from whowhom.compiled import kernel


@kernel
def halved(number):
    return number / 2


if __name__ == "__main__":
    sys.stdout.write(f"{halved(5)} {halved(3.0)}\n")
