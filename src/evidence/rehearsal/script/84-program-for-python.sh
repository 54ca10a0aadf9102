# requests and botocore are asked for their own trust store, and connect as they do, without sending a request. What botocore reads of its own is not
# asked for: the same call would read the credentials of the profile.

PYTHON_PROGRAM='
import os, socket, ssl, sys
kind, name, port, at, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], float(sys.argv[5])
words = dict(word.partition("=")[::2] for word in sys.argv[6:])
url = "https://%s:%d/" % ("[" + name + "]" if ":" in name else name, port)

def end(code, text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    os._exit(code)

def pool_of_requests():
    import requests
    session = requests.Session()
    verify = session.merge_environment_settings(url, {}, None, None, None)["verify"]
    adapter = session.get_adapter(url)
    pool = adapter.poolmanager.connection_from_url(url)
    adapter.cert_verify(pool, url, verify, None)
    return pool

def pool_of_boto3():
    from botocore.httpsession import URLLib3Session
    if "unverified" in words: verify = False
    elif "given" in words: verify = words["given"]
    elif "AWS_CA_BUNDLE" in os.environ: verify = os.environ["AWS_CA_BUNDLE"]
    elif "profile" in words: verify = words["profile"]
    else: verify = os.environ.get("REQUESTS_CA_BUNDLE", True)
    session = URLLib3Session(verify=verify, timeout=seconds)
    pool = session._manager.connection_from_url(url)
    session._setup_ssl_cert(pool, url, verify)
    return pool

def shake():
    if kind == "python":
        context = ssl.create_default_context()
        with socket.create_connection((at, port), seconds) as plain:
            return context.wrap_socket(plain, server_hostname=name).version()
    pool = pool_of_requests() if kind == "requests" else pool_of_boto3()
    connection = pool._new_conn()
    connection.timeout = seconds
    if at != name: connection._dns_host = at
    pool._validate_conn(connection)
    return connection.sock.version() if connection.sock else ""

def causes(error):
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

try:
    end(0, "accepted %s" % shake())
except ImportError as error:
    end(13, "ImportError: %s" % error)
except Exception as error:
    chain = list(causes(error))
    text = "\n".join("%s: %s" % (type(one).__name__, one) for one in chain)
    kinds = [kind.__name__ for one in chain for kind in type(one).__mro__]
    if "SSLCertVerificationError" in kinds or "CertificateError" in kinds: end(10, text)
    if any(isinstance(one, ssl.SSLError) for one in chain) and ("ALERT" in text or "alert" in text or "WRONG_VERSION" in text or "EOF" in text): end(12, text)
    if "NewConnectionError" in kinds or "gaierror" in kinds or "timeout" in kinds or "TimeoutError" in kinds or "ConnectTimeoutError" in kinds: end(11, text)
    if "ConnectionResetError" in kinds: end(12, text)
    if "ConnectionError" in kinds: end(11, text)
    if isinstance(error, OSError) and error.errno in (101, 110, 111, 113): end(11, text)
    end(10, text)
'
