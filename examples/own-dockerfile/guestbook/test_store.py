import io
import unittest

from store import decode, encode


class StoreTest(unittest.TestCase):
    def test_encodes_what_redis_reads(self):
        self.assertEqual(encode("GET", "ö"), b"*2\r\n$3\r\nGET\r\n$2\r\n\xc3\xb6\r\n")

    def test_decodes_what_redis_answers(self):
        answers = io.BytesIO(b"+PONG\r\n:3\r\n$-1\r\n$2\r\nhi\r\n")
        self.assertEqual([decode(answers) for _ in range(4)], ["PONG", 3, None, "hi"])
        with self.assertRaises(RuntimeError):
            decode(io.BytesIO(b"-NOAUTH\r\n"))
