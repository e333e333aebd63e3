"""How many passwords bcrypt can check on this machine; a program of its own."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import bcrypt

from course.bench.works import PASSWORD

CORES = min(2, os.cpu_count() or 1)


def checks(total: int, cost: int) -> float:
    """Return the checks a second of as many threads as cores; bcrypt frees the GIL."""
    secret = PASSWORD.encode()
    kept = bcrypt.hashpw(secret, bcrypt.gensalt(cost))
    begin = perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        for _ in range(total):
            pool.submit(bcrypt.checkpw, secret, kept)
    return total / (perf_counter() - begin)


if __name__ == "__main__":
    print(checks(int(sys.argv[1]), int(sys.argv[2])))
