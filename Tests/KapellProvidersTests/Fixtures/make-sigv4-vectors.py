#!/usr/bin/env python3
"""Writes sigv4.json: requests as botocore signs them. Needs botocore from PyPI.

    python make-sigv4-vectors.py > sigv4.json
"""

import datetime
import json
import random
from unittest import mock
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

KEY = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
MODELS = [
    "anthropic.claude-3-5-sonnet-20240620-v1:0",
    "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-3-haiku-20240307-v1:0",
    "meta.llama3-70b~x",
    "a b+c",
]


def vector(url, body=b"", headers=None, method="POST", token=None, region="us-east-1", service="bedrock",
           time=datetime.datetime(2026, 11, 21, 13, 5, 12)):
    headers = headers or []
    request = AWSRequest(method=method, url=url, data=body)
    for name, value in headers:
        request.headers.add_header(name, value)
    with mock.patch.object(botocore.auth, "get_current_datetime", return_value=time):
        botocore.auth.SigV4Auth(Credentials(*KEY, token), service, region).add_auth(request)
    return {
        "method": method, "url": url, "body": body.decode(), "headers": headers, "token": token, "region": region,
        "service": service, "time": int(time.replace(tzinfo=datetime.timezone.utc).timestamp()),
        "authorization": request.headers["Authorization"],
    }


def main():
    host = "https://bedrock-runtime.us-east-1.amazonaws.com"
    kind = [("content-type", "application/json")]
    vectors = [vector(f"{host}/model/{quote(model, safe='')}/{verb}", b'{"messages":[]}', kind)
               for model in MODELS for verb in ("converse", "invoke-with-response-stream")]
    vectors += [
        vector(f"{host}/model/m/converse", headers=kind),
        vector(f"{host}/", method="GET"),
        vector(host, method="GET"),
        vector(f"{host}/model/m/converse", b"{}", kind, token="IQoJb3JpZ2luX2VjE/+=="),
        vector(f"{host}/model/m/converse", b"{}", kind, region="ap-northeast-1", service="sts",
               time=datetime.datetime(2001, 1, 2, 3, 4, 5)),
        vector(f"{host}/model/m/converse?b=2&a=1&a=0&c&d=%20x&B=3&a-b=1", b"{}", kind),
        vector(f"{host}/model/./x/../m//converse/", b"{}", kind),
        vector("http://127.0.0.1:8080/model/m/converse", "{\"t\":\"wörld \U0001F30D\"}".encode(), kind),
        vector("https://[2001:db8::1]:8443/model/m/invoke", b"x", kind),
        vector(f"{host}/model/m/converse", b"{}", kind + [
            ("X-Amzn-Bedrock-Trace", "  two   spaces  and more "), ("user-agent", "kapell"),
            ("x-amzn-trace-id", "Root=1"), ("accept", "application/vnd.amazon.eventstream"), ("x-b", "1"),
            ("x-a", "a,b"), ("Connection", "keep-alive"), ("expect", "100-continue")]),
        vector(f"{host}/model/m/converse", b"{}", kind + [("x-twice", "one"), ("x-twice", "two")]),
    ]
    random.seed(7)
    alphabet = "abcXYZ019-._~!$'()*,;:@&=+ /%\u00fc\u4e2d"
    for _ in range(40):
        model = "".join(random.choice(alphabet) for _ in range(random.randint(1, 24)))
        body = "".join(random.choice(alphabet) for _ in range(random.randint(0, 40))).encode()
        token = random.choice([None, "tok/en+" + str(random.random())])
        vectors.append(vector(f"{host}/model/{quote(model, safe='')}/converse", body, kind, token=token))
    print(json.dumps({"accessKeyID": KEY[0], "secretAccessKey": KEY[1], "vectors": vectors}, indent=1))


main()
