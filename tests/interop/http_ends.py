"""Ends of HTTP for tests: http_ends.py DIR CERT KEY LOG

An origin, one with TLS, and a proxy, each on a port of 127.0.0.1 that is printed, in this order, on one line. The origins
answer POST and GET of /NAME with the bytes of DIR/NAME; the proxy passes on requests in absolute form, and tunnels for
CONNECT. LOG gets a line for each request: who had it, and its first line.
"""
import http.client
import http.server
import os
import select
import socket
import ssl
import sys
import threading

DIR, CERT, KEY, LOG = sys.argv[1:5]
TYPES = {"resp": "application/ocsp-response", "crl": "application/pkix-crl"}


class Origin(http.server.BaseHTTPRequestHandler):
    who = "origin"

    def log_message(self, *args):
        with open(LOG, "a") as f:
            f.write("%s: %s\n" % (self.who, self.requestline))

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        name = os.path.basename(self.path)
        try:
            with open(os.path.join(DIR, name), "rb") as f:
                body = f.read()
        except OSError:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", TYPES.get(name.rpartition(".")[2], "application/octet-stream"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer


class TlsOrigin(Origin):
    who = "tls"


class Proxy(Origin):
    who = "proxy"

    def do_POST(self):
        host, _, path = self.path[len("http://"):].partition("/")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        c = http.client.HTTPConnection(host, timeout=10)
        c.request("POST", "/" + path, body, {"Content-Type": self.headers["Content-Type"]})
        r = c.getresponse()
        data = r.read()
        self.send_response(r.status)
        self.send_header("Content-Type", r.getheader("Content-Type", ""))
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_CONNECT(self):
        host, _, port = self.path.rpartition(":")
        if host == "refused.example":
            self.send_error(403)
            return
        far = socket.create_connection((host, int(port)), 10)
        self.send_response(200)
        self.end_headers()
        ends = {self.connection: far, far: self.connection}
        while True:
            for s in select.select(list(ends), [], [], 10)[0] or [None]:
                data = s.recv(65536) if s else b""
                if not data:
                    far.close()
                    return
                ends[s].sendall(data)


servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), h) for h in (Origin, TlsOrigin, Proxy)]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERT, KEY)
servers[1].socket = context.wrap_socket(servers[1].socket, server_side=True)
for s in servers:
    s.daemon_threads = True
    threading.Thread(target=s.serve_forever, daemon=True).start()
print(*[s.server_address[1] for s in servers], flush=True)
threading.Event().wait()
