"""The planted bugs, all of them: each stands for a sort of mistake that a change could bring."""

from tests.planted.bug import Bug
from tests.planted.bugs_around import AROUND
from tests.planted.bugs_of_mcp import OF_MCP
from tests.planted.bugs_of_reads import OF_READS
from tests.planted.bugs_of_writes import OF_WRITES

BUGS: tuple[Bug, ...] = (*OF_WRITES, *OF_READS, *OF_MCP, *AROUND)
