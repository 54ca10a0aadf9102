# Reads [{id, port, name, roots}] from the file that is named, prints one JSON answer a line: ssl.create_default_context with a bundle, as urllib uses it.
import json
import socket
import ssl
import sys

for one in json.load(open(sys.argv[1])):
    answer = {"id": one["id"], "outcome": "SUCCESS"}
    try:
        if one["roots"] is None:
            # create_default_context would load the system's roots
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        else:
            context = ssl.create_default_context(cafile=one["roots"])
        with socket.create_connection(("127.0.0.1", one["port"]), timeout=20) as plain:
            with context.wrap_socket(plain, server_hostname=one["name"]):
                pass
    except Exception as error:
        answer["outcome"] = "FAILURE"
        answer["error"] = f"{type(error).__name__}: {error}"
    print(json.dumps(answer))
