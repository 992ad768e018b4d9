"""A real Asterisk 22 as a test PBX: `Asterisk` starts one on free ports and tells what goes on in it."""

from tests.servers.asterisk.configuration import Ports
from tests.servers.asterisk.facts import Channel, Contact, MemberStatus, QueueMember
from tests.servers.asterisk.server import Asterisk, Customer

__all__ = ["Asterisk", "Channel", "Contact", "Customer", "MemberStatus", "Ports", "QueueMember"]
