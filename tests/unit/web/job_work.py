"""Work that a job does, in a module of its own so that a new process finds it."""

import os
import time


def count(tell, *, to):
    for number in range(to):
        tell(number, to, "counting")
    return {"sum": sum(range(to)), "process": os.getpid()}


def sleep(tell, *, seconds):
    tell(1, 2, "sleeping")
    time.sleep(seconds)


def fail(tell, *, why):
    raise ValueError(why)


def die(tell):
    os._exit(9)
