"""The client."""

from aifacts_client.generated.plurals import Plurals
from aifacts_client.methods.access import Access, Keys
from aifacts_client.methods.ending import Ending
from aifacts_client.methods.finding import Finding
from aifacts_client.methods.following import Watches, Webhooks
from aifacts_client.methods.reading import Reading
from aifacts_client.methods.transfer import Transfer
from aifacts_client.methods.writing import Writing


class Client(Reading, Finding, Writing, Ending, Access, Transfer, Plurals):
    """A client of a service of facts. Threads may share it; close it, or use it in a `with` block."""

    def _attach(self) -> None:
        Plurals.__init__(self, self)
        self.keys = Keys(self)
        self.webhooks = Webhooks(self)
        self.watches = Watches(self)
