"""The parsers and curves, against whatever bytes there are, and against arithmetic of our own."""

from __future__ import annotations

import hashlib

import base58
import bech32
import eth_keys.datatypes  # noqa: F401 (a second to import, which no example is given)
import pytest
from Crypto.Hash import RIPEMD160
from hypothesis import assume, given
from hypothesis import strategies as st

from tenantry.identity.wallets import cosmos, evm, solana
from tests.wallets.signer import Signer

PREFIXES = {"cosmos": "cosmoshub-4", "secret": "secret-4"}
PRIME = 2**255 - 19
D = -121665 * pow(121666, -1, PRIME) % PRIME
NEUTRAL = (0, 1)

# From EIP-55.
CHECKSUMMED = [
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
]


@pytest.mark.parametrize("address", CHECKSUMMED)
def test_the_examples_of_eip_55_read_as_themselves(address: str) -> None:
    assert evm.read_address(address) == address
    assert evm.read_address(address.lower()) == address


@given(st.binary(min_size=20, max_size=20), st.integers(2, 41))
def test_a_letter_in_the_wrong_case_is_no_checksum(raw: bytes, place: int) -> None:
    address = evm.read_address(f"0x{raw.hex()}")
    assert evm.read_address(address) == address
    changed = address[:place] + address[place].swapcase() + address[place + 1 :]
    digits = changed[2:]
    assume(changed != address and digits not in (digits.lower(), digits.upper()))
    with pytest.raises(ValueError, match="EIP-55"):
        evm.read_address(changed)


@given(st.text(max_size=130))
def test_any_text_is_an_address_or_a_value_error(text: str) -> None:
    for read in (evm.read_address, solana.read_address, lambda t: cosmos.read_address(t, PREFIXES)):
        try:
            address = read(text)
        except ValueError as error:
            assert str(error)
        else:
            assert read(address) == address


@given(st.text(max_size=400) | st.text(alphabet="0123456789abcdefxABCXYZ+/=", max_size=200))
def test_any_text_is_a_signature_or_none(text: str) -> None:
    assert isinstance(evm.read_signature(text), bytes | None)
    assert len(solana.read_signature(text) or bytes(64)) == 64
    assert len(cosmos.read_base64(text, 33) or bytes(33)) == 33


@given(st.text(max_size=100), st.binary(max_size=140))
async def test_any_bytes_prove_nothing(message: str, signature: bytes) -> None:
    assert not await evm.proves(CHECKSUMMED[0], message, signature)


@given(st.text(max_size=100), st.binary(min_size=65, max_size=65))
async def test_any_65_bytes_prove_nothing(message: str, signature: bytes) -> None:
    for v in (0, 1, 27, 28):
        assert not await evm.proves(CHECKSUMMED[0], message, signature[:64] + bytes([v]))


@pytest.mark.parametrize("r", [0, 1, 5, 2**256 - 1], ids=["zero", "one", "no point", "too large"])
@pytest.mark.parametrize("s", [0, 1], ids=["s zero", "s one"])
async def test_numbers_that_no_signing_yields_prove_nothing(r: int, s: int) -> None:
    signature = r.to_bytes(32) + s.to_bytes(32)
    assert not await evm.proves(CHECKSUMMED[0], "hello", signature + b"\x1b")
    key = b"\x02" + (1).to_bytes(32)
    account = RIPEMD160.new(hashlib.sha256(key).digest()).digest()
    address = bech32.bech32_encode("cosmos", bech32.convertbits(account, 8, 5))
    assert not cosmos.proves(address, "hello", signature, key)


@given(st.binary(min_size=32, max_size=32), st.text(max_size=50), st.binary(max_size=80))
def test_no_key_that_is_read_is_fitted_by_any_bytes(
    key: bytes, message: str, signature: bytes
) -> None:
    address = base58.b58encode(key).decode()
    try:
        solana.read_address(address)
    except ValueError:
        return
    assert not solana.proves(address, message, signature)


@given(st.text(max_size=50), st.binary(min_size=64, max_size=64), st.binary(max_size=40))
def test_no_bytes_are_the_key_of_an_address(message: str, signature: bytes, key: bytes) -> None:
    address = bech32.bech32_encode("cosmos", bech32.convertbits(bytes(20), 8, 5))
    assert not cosmos.proves(address, message, signature, key)


@given(st.binary(min_size=20, max_size=20))
def test_a_cosmos_key_has_one_subject_under_every_prefix_and_case(account: bytes) -> None:
    groups = bech32.convertbits(account, 8, 5)
    hub, secret = (bech32.bech32_encode(prefix, groups) for prefix in ("cosmos", "secret"))
    assert cosmos.read_address(secret.upper(), PREFIXES) == secret
    assert cosmos.subject_of(secret) == cosmos.subject_of(hub) == hub


@pytest.mark.parametrize("size", [19, 21, 32])
def test_an_account_of_another_size_is_not_that_of_a_key(size: int) -> None:
    text = bech32.bech32_encode("cosmos", bech32.convertbits(bytes(size), 8, 5))
    with pytest.raises(ValueError, match="20 bytes"):
        cosmos.read_address(text, PREFIXES)


def add(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """Add two points of the curve of Ed25519."""
    (x1, y1), (x2, y2) = one, other
    t = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + t, -1, PRIME)
    return x % PRIME, (y1 * y2 + x1 * x2) * pow(1 - t, -1, PRIME) % PRIME


def points_at(y: int) -> set[tuple[int, int]]:
    square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    assert (x * x - square) % PRIME == 0
    return {(x, y), (-x % PRIME, y)}


def test_the_keys_refused_are_the_eight_points_of_small_order() -> None:
    points = {point for y in solana._SMALL for point in points_at(y)}
    assert len(points) == 8
    for point in points:
        doubled = point
        for _ in range(3):
            doubled = add(doubled, doubled)
        assert doubled == NEUTRAL
        for sign in (0, 1):
            key = (point[1] | sign << 255).to_bytes(32, "little")
            with pytest.raises(ValueError):
                solana.read_address(base58.b58encode(key).decode())


def test_such_a_key_would_prove_everything() -> None:
    """Which is why it is refused before it gets a challenge."""
    neutral = (1).to_bytes(32, "little")
    assert solana.proves(base58.b58encode(neutral).decode(), "anything", neutral + bytes(32))


async def test_the_wallets_libraries_take_what_we_take(signer: Signer) -> None:
    for provider in ("solana", "cosmos"):
        wallet = await signer.wallet(provider)
        body = await wallet.sign("hello")
        assert await signer.ask(**body, action="verify")
