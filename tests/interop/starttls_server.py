"""A server that begins in the clear: starttls_server.py PROTOCOL PORT CERT KEY. Serves one connection after another."""
import socket
import ssl
import sys

SCRIPTS = {
    "smtp": (b"220-mail.example.test\r\n220 ready\r\n",
             [(b"EHLO", b"250-mail.example.test\r\n250-SIZE 1000\r\n250 STARTTLS\r\n"), (b"STARTTLS", b"220 go\r\n")]),
    "imap": (b"* OK ready\r\n", [(b". STARTTLS", b"* a line between\r\n. OK go\r\n")]),
    "pop3": (b"+OK ready\r\n", [(b"STLS", b"+OK go\r\n")]),
    "ftp": (b"220-welcome\r\n220 ready\r\n", [(b"AUTH TLS", b"234 go\r\n")]),
}


def serve(conn, script, context):
    greeting, steps = script
    conn.sendall(greeting)
    for request, answer in steps:
        line = b""
        while not line.endswith(b"\n"):
            byte = conn.recv(1)
            if not byte:
                return
            line += byte
        if not line.upper().startswith(request):
            conn.sendall(b"500 - BAD -ERR what?\r\n")
            return
        conn.sendall(answer)
    with context.wrap_socket(conn, server_side=True) as tls:
        while tls.recv(1024):
            pass


def main():
    protocol, port, cert, key = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    listener = socket.create_server(("127.0.0.1", int(port)))
    print("ready", flush=True)
    while True:
        conn, _ = listener.accept()
        conn.settimeout(20)
        try:
            serve(conn, SCRIPTS[protocol], context)
        except OSError as error:
            print(error, flush=True)
        finally:
            conn.close()


main()
