"""An SMTP server that keeps what it takes: receiver.py PORT FOLDER. It refuses nobody@ for good and later@ for now."""

import signal
import sys

from aiosmtpd.controller import Controller


class Keeper:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later@"):
            return "451 4.3.0 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        with open(f"{self.folder}/{self.count}.eml", "wb") as file:
            file.write(f"X-From: {envelope.mail_from or '<>'}\r\n".encode())
            file.write(envelope.content)
        return "250 kept"


controller = Controller(Keeper(sys.argv[2]), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
signal.sigwait({signal.SIGTERM, signal.SIGINT})
controller.stop()
