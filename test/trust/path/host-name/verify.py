"""Reads {"certificates": [base64 DER], "names": [text], "key": PEM, "as": client} and prints a line of 0, 1 or x (not readable) for each certificate.

openssl   X509_check_host and X509_check_ip_asc without flags
python    a handshake in memory with ssl.create_default_context
requests  a handshake in memory with urllib3's context
botocore  a handshake in memory with botocore's context, then urllib3's own comparison
"""
import base64, ctypes, ipaddress, json, ssl, sys, tempfile

table = json.load(sys.stdin)


def is_address(name):
    try:
        ipaddress.ip_address(name)
        return True
    except ValueError:
        return False


def openssl():
    crypto = ctypes.CDLL("libcrypto.so.3")
    crypto.d2i_X509.restype = ctypes.c_void_p
    for der in table["certificates"]:
        octets = base64.b64decode(der)
        pointer = ctypes.c_char_p(octets)
        certificate = crypto.d2i_X509(None, ctypes.byref(pointer), ctypes.c_long(len(octets)))
        if not certificate:
            yield "x" * len(table["names"])
            continue
        handle = ctypes.c_void_p(certificate)
        yield "".join(
            "1"
            if (
                crypto.X509_check_ip_asc(handle, name.encode(), 0)
                if is_address(name)
                else crypto.X509_check_host(handle, name.encode(), ctypes.c_size_t(0), 0, None)
            )
            == 1
            else "0"
            for name in table["names"]
        )


def handshake(server, client, name):
    """What the client knows of the server's certificate; an exception where it refuses it."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    mine = client.wrap_bio(down, up, server_hostname=name)
    theirs = server.wrap_bio(up, down, server_side=True)
    done = False
    while not done:
        try:
            mine.do_handshake()
            done = True
        except ssl.SSLWantReadError:
            pass
        try:
            theirs.do_handshake()
        except ssl.SSLWantReadError:
            pass
    return mine.getpeercert()


def context_of(kind, pem):
    if kind == "python":
        return ssl.create_default_context(cadata=pem)
    if kind == "requests":
        from urllib3.util.ssl_ import create_urllib3_context

        return create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)
    from botocore.httpsession import create_urllib3_context

    return create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)


def handshakes(kind):
    for der in table["certificates"]:
        pem = ssl.DER_cert_to_PEM_cert(base64.b64decode(der))
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(pem + table["key"])
            file.flush()
            try:
                server.load_cert_chain(file.name)
                client = context_of(kind, pem)
                client.load_verify_locations(cadata=pem)
            except ssl.SSLError:
                yield "x" * len(table["names"])
                continue
        yield "".join("1" if accepts(kind, server, client, name) else "0" for name in table["names"])


def accepts(kind, server, client, name):
    if kind != "python":
        name = name.rstrip(".")
    try:
        certificate = handshake(server, client, name)
        if kind == "botocore":
            from urllib3.util.ssl_match_hostname import match_hostname

            assert not client.check_hostname
            match_hostname(certificate, name, client.hostname_checks_common_name)
        return True
    except ssl.SSLCertVerificationError as refused:
        # the name's own codes: anything else is a fault of the table
        assert refused.verify_code in (62, 64), (refused, name)
        return False
    except (ValueError, UnicodeError):
        return False


for line in openssl() if table["as"] == "openssl" else handshakes(table["as"]):
    print(line)
