"""A process of matrix_end, our end of connections, on our libraries or on the system's.

BEARSHIM_LIBDIR is where our libraries are, if not in the build tree, as in lib.sh.
"""

import os
import re
import subprocess
import threading

STEP = int(os.environ.get("INTEROP_STEP", "30"))   # seconds that any single step may take


def system_library(name):
    out = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True,
                         env=dict(os.environ, PATH="/sbin:/usr/sbin:/usr/bin"))
    return re.search(re.escape(name) + r" .*=> (\S+)", out.stdout).group(1)


def facts(text):
    """The NAME=VALUE words of a line."""
    return dict(w.split("=", 1) for w in text.split() if "=" in w)


class End:
    def __init__(self, builddir, log, system=os.environ.get("MAIN_JOB_LIBS") == "sys"):
        env = {k: v for k, v in os.environ.items() if k != "OPENSSL_CONF"}
        command = [os.path.join(builddir, "tests/interop/matrix_end")]
        names = ("libssl.so.3", "libcrypto.so.3")
        if system:
            env["LD_PRELOAD"] = ":".join(system_library(n) for n in names)
        elif "BEARSHIM_LIBDIR" in env:
            env["LD_PRELOAD"] = ":".join(os.path.join(os.path.abspath(env["BEARSHIM_LIBDIR"]), n) for n in names)
        self.log = open(log, "ab+")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
                                        env=env)

    def order(self, line):
        """Give an order; the lines of the answer."""
        timer = threading.Timer(4 * STEP, self.process.kill)
        timer.start()
        self.process.stdin.write((line + "\n").encode())
        self.process.stdin.flush()
        lines = []
        while True:
            answer = self.process.stdout.readline().decode("latin-1").rstrip("\n")
            if answer:
                lines.append(answer)
            if not answer or answer.split()[0] in ("done", "port", "failed"):
                timer.cancel()
                return lines

    def stop(self):
        """End it; raises if it does not end well, as after a report of a sanitizer's."""
        self.process.stdin.close()
        try:
            status = self.process.wait(STEP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.process.stdout.close()
        self.log.seek(0)
        said = self.log.read().decode("latin-1")
        self.log.close()
        if status != 0:
            raise RuntimeError("matrix_end ended with %d: %s" % (status, said[-2000:]))
