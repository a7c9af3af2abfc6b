"""Runs a program, and tells on standard error what it and its children have used: KiB, processor seconds, seconds."""

import os
import resource
import sys
import time

begin = time.monotonic()
code = os.spawnvp(os.P_WAIT, sys.argv[1], sys.argv[1:])
seconds = time.monotonic() - begin
use = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"\nused={use.ru_maxrss},{use.ru_utime + use.ru_stime},{seconds}", file=sys.stderr)
sys.exit(code if code >= 0 else 128 - code)
