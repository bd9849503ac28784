"""Second factors and passkeys on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tenantry.http.fields import Body, Name
from tenantry.identity.schemas import Transport
from tenantry.pagination import ListQuery, Page

Base64Url = Annotated[str, StringConstraints(max_length=16_384, pattern=r"^[A-Za-z0-9_-]*=*$")]
Code = Annotated[
    str,
    StringConstraints(pattern=r"^ *[0-9]{3} ?[0-9]{3} *$", max_length=20),
    Field(description="The six digits that the authenticator app shows."),
]
RecoveryCodeText = Annotated[str, StringConstraints(min_length=1, max_length=64)]
MfaToken = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class _FromBrowser(BaseModel):
    """What `PublicKeyCredential.toJSON()` gives: browsers add to it, so the rest is passed over."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class AttestationResponse(_FromBrowser):
    """What an authenticator says of a credential it has made."""

    client_data_json: Base64Url = Field(alias="clientDataJSON")
    attestation_object: Base64Url = Field(alias="attestationObject")
    transports: list[Annotated[str, StringConstraints(max_length=20, pattern=r"^[a-z-]+$")]] = (
        Field(default_factory=list, max_length=10)
    )


class AssertionResponse(_FromBrowser):
    """What an authenticator says to prove a credential."""

    client_data_json: Base64Url = Field(alias="clientDataJSON")
    authenticator_data: Base64Url = Field(alias="authenticatorData")
    signature: Base64Url
    user_handle: Base64Url | None = Field(None, alias="userHandle")


class _Credential(_FromBrowser):
    id: Base64Url
    raw_id: Base64Url = Field(alias="rawId")
    type: Literal["public-key"]


class NewCredential(_Credential):
    """What `navigator.credentials.create()` answered, as JSON."""

    response: AttestationResponse


class Assertion(_Credential):
    """What `navigator.credentials.get()` answered, as JSON."""

    response: AssertionResponse


class FactorProof(Body):
    """One second factor: a code of the app, a recovery code, or a passkey."""

    code: Code | None = None
    recovery_code: RecoveryCodeText | None = None
    passkey: Assertion | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(given is not None for given in (self.code, self.recovery_code, self.passkey)) != 1:
            raise ValueError("send one of `code`, `recovery_code` and `passkey`")
        return self


class MfaVerify(FactorProof):
    """The token that the sign-in was answered with, and a second factor."""

    mfa_token: MfaToken
    session: Transport = "token"


class TotpConfirm(Body):
    """A code, which shows that the app has taken the secret in."""

    code: Code


class TotpSetup(BaseModel):
    """What an authenticator app takes in: scan the picture, or open the URI, or type the secret."""

    secret: str
    uri: str
    qr_svg: str = Field(description="The URI as a QR code: an SVG document.")


class RecoveryCodes(BaseModel):
    """Ten codes, each good once when the other factors are lost. They are shown this once."""

    recovery_codes: list[str]


class MfaRead(BaseModel):
    """What second factors the account has. `verified_at` is when this session proved one."""

    enabled: bool
    methods: list[Literal["totp", "passkey", "recovery_code"]]
    totp: bool
    passkeys: int
    recovery_codes_left: int
    verified_at: datetime | None


class PasskeyCreate(Body):
    """A credential made by the options asked for, and what to call it."""

    name: Name = "Passkey"
    credential: NewCredential


class PasskeyUpdate(Body):
    """Another name."""

    name: Name


class PasskeyRead(BaseModel):
    """A passkey. One that is backed up is on all the devices its maker syncs."""

    id: UUID
    name: str
    backed_up: bool
    created_at: datetime
    last_used_at: datetime | None


class PasskeyCreated(PasskeyRead):
    """A new passkey; with the account's first factor come recovery codes, shown this once."""

    recovery_codes: list[str] | None


class PasskeyPage(Page):
    """One page of passkeys."""

    passkeys: list[PasskeyRead]


class PasskeyQuery(ListQuery):
    """How passkeys are listed."""

    sort: Literal["created_at", "-created_at", "name", "-name"] = "created_at"


class ChallengeWanted(Body):
    """With the token of a sign-in: a challenge for its second factor, and not to sign in by it."""

    mfa_token: MfaToken | None = None


class PasskeyOptions(BaseModel):
    """What to hand to the browser, as `{publicKey: …}` of its WebAuthn call, parsed from JSON."""

    publicKey: dict[str, Any]  # noqa: N815 (WebAuthn's own name)
    expires_in: int


class PasskeySignIn(Body):
    """An answered challenge."""

    credential: Assertion
    session: Transport = "token"
