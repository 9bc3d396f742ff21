"""Runs with pywb's own Python: write captures, JSON on standard input, into the WARC file that is named."""

import json
import sys
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

with Path(sys.argv[1]).open("wb") as file:
    writer = WARCWriter(file, gzip=True)
    for capture in json.load(sys.stdin):
        answer = StatusAndHeaders(
            capture["status"], [("Content-Type", "text/html; charset=windows-1251")], protocol="HTTP/1.1"
        )
        writer.write_record(
            writer.create_warc_record(
                capture["url"],
                "response",
                payload=BytesIO(capture["page"].encode("cp1251")),
                http_headers=answer,
                warc_headers_dict={"WARC-Date": capture["at"]},
            )
        )
