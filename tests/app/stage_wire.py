# SPDX-License-Identifier: GPL-3.0-or-later
"""A cable between the window and an emulated Grbl that can be cut and mended, and a second window that takes the focus."""
import ctypes
import socket
import time

import jog_wire

MOTION = (b"$J=", b"$H", b"G0", b"G1")
IN_A_CORNER = (1000, 690, 40, 30)


class Cable(jog_wire.Relay):
    """Silent: nothing passes, and nobody is told, as with most serial adapters. Unplugged: the port is gone."""

    def __init__(self, path, emulator):
        self.is_silent = self.is_unplugged = False
        super().__init__(path, emulator)

    def _reply(self, data):
        with self.lock:
            self.replies = (self.replies + data)[-4096:]
        if self.client and not self.is_silent:
            try:
                self.client.sendall(data)
            except OSError:
                self.client = None

    def _forward(self):
        if not self.is_silent:
            super()._forward()
        elif not self.client.recv(65536):
            self.client.close()
            self.client = None

    def _accept(self):
        client = self.server.accept()[0]
        if self.is_unplugged:
            client.close()
        else:
            self.client = client

    def unplug(self):
        self.is_unplugged = True
        if self.client:
            self.client.shutdown(socket.SHUT_RDWR)

    def mend(self):
        self.is_silent = self.is_unplugged = False
        return time.monotonic()

    def motion_since(self, since):
        """What moved something, of all that went out."""
        with self.lock:
            return [data for when, data in self.sent if when >= since and any(word in data for word in MOTION)]


class OtherWindow:
    """Of another program: where the focus goes when somebody clicks beside ours."""

    def __init__(self, keyboard):
        self.x, self.display = keyboard.x, keyboard.display
        self.x.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x.XCreateSimpleWindow.restype = ctypes.c_ulong
        root = ctypes.c_ulong(self.x.XDefaultRootWindow(self.display))
        self.id = ctypes.c_ulong(self.x.XCreateSimpleWindow(self.display, root, *IN_A_CORNER, 0, 0, 0))
        self.x.XMapRaised(self.display, self.id)
        self.x.XSync(self.display, 0)
        time.sleep(0.2)

    def take_focus(self):
        now = time.monotonic()
        self.x.XSetInputFocus(self.display, self.id, 1, ctypes.c_ulong(0))
        self.x.XSync(self.display, 0)
        return now

    def close(self):
        self.x.XDestroyWindow(self.display, self.id)
        self.x.XSync(self.display, 0)
