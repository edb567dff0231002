"""Follows the scope and the sampler of a board until it is killed."""

import sys

import pyrpl_pyro

rp = pyrpl_pyro.connect("streams", nameserver=sys.argv[1])
frames = rp.scope.stream()
samples = rp.sampler.stream("in1", rate=20)
print("first", next(frames), next(samples), flush=True)
for _frame in frames:
    pass
