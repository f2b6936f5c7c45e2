"""The fault table of the gateway's client: what a service, or the network before it, may do to a request."""

import asyncio
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from gateway.answers import Answer, AnswerBroken
from gateway.connections import NoneFree, Pool, Unreachable
from gateway.forward import OverHttp

from .conftest import opened
from .scripted import CHUNKED, GET, OK, Service, says, standing


async def got(
    pool: Pool, head: bytes = GET, *, bodiless: bool = False, repeatable: bool = True
) -> tuple[int, bytes]:
    answer = await pool.ask(head, bodiless=bodiless, repeatable=repeatable)
    body = b"".join([part async for part in answer.parts(1.0)])
    return answer.status, body


class TestKeptConnections:
    async def test_a_second_request_goes_by_the_same_connection(self) -> None:
        service = says([OK, CHUNKED, OK])
        async with standing(service) as pool:
            assert [await got(pool), await got(pool), await got(pool)] == [
                (200, b"ok"),
                (201, b"first!!"),
                (200, b"ok"),
            ]
        assert service.taken == 1

    async def test_one_that_was_closed_meanwhile_is_not_taken(self) -> None:
        service = says([OK], [OK])
        async with standing(service) as pool:
            await got(pool)
            await asyncio.sleep(0.05)  # the other end's close has reached us
            assert await got(pool, repeatable=False) == (200, b"ok")

    async def test_one_that_closes_as_it_is_taken_up_costs_a_repeatable_request_nothing(self) -> None:
        service = says([OK, b""], [OK])
        async with standing(service) as pool:
            await got(pool)
            assert await got(pool) == (200, b"ok")
        assert (service.taken, len(service.asked)) == (2, 3)

    async def test_another_request_is_never_sent_twice(self) -> None:
        service = says([OK, b""], [OK])
        async with standing(service) as pool:
            await got(pool)
            with pytest.raises(AnswerBroken):
                await got(pool, repeatable=False)
        assert len(service.asked) == 2

    async def test_a_new_connection_that_closes_is_not_tried_again(self) -> None:
        service = says([b""], [OK])
        async with standing(service) as pool:
            with pytest.raises(AnswerBroken):
                await got(pool)
        assert len(service.asked) == 1

    async def test_nor_is_one_that_began_to_answer(self) -> None:
        service = says([OK, b"HTTP/1.1 200"], [OK])
        async with standing(service) as pool:
            await got(pool)
            with pytest.raises(AnswerBroken):
                await got(pool)
        assert service.taken == 1

    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok",
            b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
            OK + OK,
            OK + b"HTTP/1.1 200 OK\r\n",
            OK + b"\x00",
        ],
    )
    async def test_one_that_says_more_or_says_farewell_is_not_used_again(self, answer: bytes) -> None:
        service = says([answer, OK], [OK])
        async with standing(service) as pool:
            assert await got(pool) == (200, b"ok")
            assert await got(pool) == (200, b"ok")
        assert service.taken == 2

    async def test_what_is_said_unasked_ends_the_connection(self) -> None:
        async def talkative(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(OK)
            await writer.drain()
            await asyncio.sleep(0.02)
            writer.write(OK)
            await reader.read()

        service = Service([talkative])
        async with standing(service) as pool:
            await got(pool)
            await asyncio.sleep(0.1)
            assert await got(pool) == (200, b"ok")
        assert service.taken == 2


class TestAnswers:
    async def test_an_interim_answer_is_forgotten(self) -> None:
        early = b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"
        async with standing(says([b"HTTP/1.1 100 Continue\r\n\r\n" + early + OK])) as pool:
            answer = await pool.ask(GET, bodiless=False, repeatable=True)
            assert (answer.status, answer.headers) == (200, [(b"content-length", b"2")])

    async def test_the_answer_to_head_has_no_body_whatever_it_says(self) -> None:
        service = says([b"HTTP/1.1 200 OK\r\ncontent-length: 2000\r\n\r\n"], [OK])
        async with standing(service) as pool:
            assert await got(pool, b"HEAD / HTTP/1.1\r\n\r\n", bodiless=True) == (200, b"")
            assert await got(pool) == (200, b"ok")

    @pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
    async def test_an_answer_without_body_leaves_the_connection_usable(self, status: bytes) -> None:
        service = says([b"HTTP/1.1 " + status + b"\r\netag: x\r\n\r\n", OK])
        async with standing(service) as pool:
            assert await got(pool) == (int(status[:3]), b"")
            assert await got(pool) == (200, b"ok")
        assert service.taken == 1

    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"HTTP/1.1 200 OK\r\ncontent-le",
            b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
            b"HTTP/1.1 200 OK\r\n\r\nwithout a length",
            b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok",
            b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            b"HTTP/1.1 200 OK\r\nx: " + b"a" * 300_000,
        ],
    )
    async def test_what_is_no_whole_answer_never_looks_like_one(self, answer: bytes) -> None:
        async with standing(says([answer])) as pool:
            with pytest.raises(AnswerBroken):
                await got(pool)

    async def test_silence_in_the_middle_ends_it(self) -> None:
        async def stalling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")
            await reader.read()

        async with standing(Service([stalling])) as pool:
            answer = await pool.ask(GET, bodiless=False, repeatable=True)
            with pytest.raises(TimeoutError):
                [part async for part in answer.parts(0.05)]

    async def test_a_slow_reader_lets_the_service_wait(self) -> None:
        size = 20_000_000
        written = 0

        async def generous(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal written
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % size)
            while written < size:
                writer.write(b"x" * 100_000)
                written += 100_000
                await writer.drain()

        async with standing(Service([generous])) as pool:
            answer = await pool.ask(GET, bodiless=False, repeatable=True)
            await asyncio.sleep(0.3)
            assert written < size // 2
            assert sum([len(part) async for part in answer.parts(1.0)]) == size

    @given(
        answer=st.sampled_from([OK, CHUNKED, b"HTTP/1.1 100 Continue\r\n\r\n" + CHUNKED]),
        cuts=st.sets(st.integers(1, 120), max_size=12),
    )
    def test_it_is_the_same_in_whatever_pieces_it_comes(self, answer: bytes, cuts: set[int]) -> None:
        edges = [0, *sorted(cut for cut in cuts if cut < len(answer)), len(answer)]
        line = Line()
        told = Answer(line, bodiless=False)
        for start, end in pairwise(edges):
            told.feed(answer[start:end])
        expected = (200, b"ok") if answer is OK else (201, b"first!!")
        assert (told.status, told.rest(), told.whole, line.ends) == (*expected, True, [True])


class Line:
    """A connection that notes what an answer asks of it."""

    def __init__(self) -> None:
        self.ends: list[bool] = []

    def hold(self) -> None:
        raise AssertionError

    def go_on(self) -> None:
        raise AssertionError

    def done(self, *, reusable: bool) -> None:
        self.ends.append(reusable)


class TestPool:
    async def test_nobody_there(self) -> None:
        async with standing(says([OK])) as pool:
            pass
        with pytest.raises(Unreachable):
            await got(pool)

    async def test_more_requests_than_connections_wait_and_then_are_refused(self) -> None:
        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            del writer
            await reader.read()

        async with standing(Service([silent]), most=2) as pool:
            held = [asyncio.ensure_future(got(pool)) for _ in range(2)]
            await asyncio.sleep(0.05)
            with pytest.raises(NoneFree):
                await got(pool)
            for each in held:
                each.cancel()
            await asyncio.gather(*held, return_exceptions=True)

    async def test_a_request_that_is_given_up_frees_its_place(self) -> None:
        async def once_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            del writer
            await reader.read()

        service = Service([])
        service.scripts += [once_silent, once_silent, service.saying(OK)]
        async with standing(service, most=1) as pool:
            for _ in range(2):
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await got(pool)
            assert await got(pool) == (200, b"ok")


class TestLongBodies:
    async def test_an_answer_before_the_end_of_a_body_is_the_answer(self) -> None:
        """The service refuses at once and reads no further; the client's bytes do not hold the answer up."""
        refusal = b"HTTP/1.1 413 Content Too Large\r\ncontent-length: 2\r\n\r\nno"
        service = says([refusal], [OK])
        async with standing(service) as pool, opened(OverHttp(pool.base_url)) as client:
            answer = await client.post("/v1/files", content=b"x" * 11_000_000)
            assert (answer.status_code, answer.content) == (413, b"no")
            assert (await client.get("/v1/claims")).content == b"ok"
        assert service.taken == 2

    async def test_a_client_that_goes_away_in_the_middle_leaves_no_half_request(self) -> None:
        seen: list[bytes] = []

        async def reading(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            del writer
            await reader.readuntil(b"\r\n\r\n")
            with suppress(ConnectionError):
                seen.append(await reader.read(5_000_000))
                while part := await reader.read(5_000_000):
                    seen.append(part)
            seen.append(b"end")

        sent = 0

        async def receive() -> Message:
            nonlocal sent
            sent += 1
            if sent < 3:
                return {"type": "http.request", "body": b"x" * 900_000, "more_body": True}
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            raise AssertionError(message)

        service = Service([reading])
        async with standing(service) as pool:
            end = OverHttp(pool.base_url)
            headers = [(b"host", b"x"), (b"content-length", b"3000000")]
            scope = {"method": "POST", "raw_path": b"/v1/files", "query_string": b"", "headers": headers}
            async with end.running():
                await end(scope, receive, send)
            await asyncio.sleep(0.1)
        assert seen[-1] == b"end"
        assert len(b"".join(seen[:-1])) < 3_000_000
