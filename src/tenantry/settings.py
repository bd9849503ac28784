"""Everything an operator can set, in one frozen object read from `TENANTRY_*` variables."""

from __future__ import annotations

import functools
import re
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tenantry.plans import read_plans


class SettingsError(Exception):
    """A setting is wrong; the message names the variable and what it takes."""


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


_NODE = re.compile(r"[1-9][0-9]{0,15}=https?://\S+")
CommaSeparated = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """The settings of one Tenantry service, from the environment or given in code."""

    model_config = SettingsConfigDict(env_prefix="TENANTRY_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on; 0 picks one.")
    workers: int = Field(1, ge=1, le=128, description="Server processes.")
    public_url: str = Field(
        "", description="The URL people reach the service at; the default is http://HOST:PORT."
    )
    root_path: str = Field("", description="The path prefix a reverse proxy strips off.")
    trusted_proxies: CommaSeparated = Field(
        (), description="Proxy addresses whose X-Forwarded-* headers are believed."
    )
    cors_origins: CommaSeparated = Field(
        (), description="Origins whose browsers may call the API; `*` allows all."
    )

    data_dir: Path = Field(
        Path(".tenantry"), description="Where the embedded database and the signing keys live."
    )
    database_url: SecretStr | None = Field(
        None,
        description="A PostgreSQL 15+ in place of the embedded one, as the role that owns the "
        "schema: postgresql://owner:password@host/database.",
    )
    app_database_url: SecretStr | None = Field(
        None,
        description="The same database as the unprivileged role requests run as; the default is "
        "TENANTRY_DATABASE_URL with the role `tenantry_app`, which migrating creates.",
    )
    pool_size: int = Field(
        10, ge=1, le=1000, description="Database connections a worker holds at most."
    )
    statement_timeout: int = Field(
        15_000, ge=0, le=600_000, description="Milliseconds a statement may take; 0 is no limit."
    )
    migrate_on_start: bool = Field(
        True, description="Bring the schema up to date when the service starts."
    )

    jobs: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Run jobs (mail, sweeps) in the server's own processes; `auto` does with the "
        "embedded database, and leaves them to `tenantry worker` otherwise.",
    )

    smtp_url: SecretStr | None = Field(
        None,
        description="The server that mail goes to: smtp://user:password@host:587?starttls or "
        "smtps://…; without one mail is kept in the outbox of the data directory.",
    )
    mail_from: str = Field(
        "",
        description="Who mail is from, as `Product <hello@example.com>`; the default is noreply "
        "at the host of the public URL.",
    )
    locale: str = Field(
        "en", description="The language of mail to whoever has told us no other: en or de."
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least severe log line written."
    )
    log_format: Literal["auto", "json", "human"] = Field(
        "auto", description="`auto` is human on a terminal and JSON elsewhere."
    )

    telemetry: bool = Field(
        False,
        description="Emit OpenTelemetry traces and metrics through the SDK the process configures.",
    )

    signing_key: SecretStr | None = Field(
        None,
        description="Ed25519 private keys in PEM, newest first, in place of those kept in the "
        "data directory: the first signs, all verify.",
    )
    secret_key: SecretStr | None = Field(
        None,
        description="Keys that seal what is stored secretly, newest first and comma-separated, in "
        "place of the one kept in the data directory: the first seals, all open.",
    )
    passkey_origins: CommaSeparated = Field(
        (),
        description="Origins beside the public URL's whose pages may ask for passkeys, as "
        "https://app.example.com; its host has to be the public URL's or below it.",
    )
    token_audience: str = Field("tenantry", min_length=1, description="`aud` of access tokens.")
    access_token_minutes: int = Field(
        15, ge=1, le=60 * 24, description="Minutes an access token lives."
    )
    session_max_days: int = Field(
        90, ge=1, le=3650, description="Days after a sign-in before one has to sign in again."
    )
    session_days: int = Field(
        30, ge=1, le=365, description="Days a session lives after its last refresh."
    )
    password_threads: int = Field(
        2, ge=1, le=64, description="Passwords hashed at once, each in a thread of its own."
    )

    evm_rpc_urls: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split)] = Field(
        (),
        description="A node of each EVM chain whose contract wallets may sign in: "
        "1=https://…,8453=https://….",
    )
    cosmos_chains: str = Field(
        "cosmos=cosmoshub-4,osmo=osmosis-1,secret=secret-4,juno=juno-1,akash=akashnet-2,"
        "stars=stargaze-1,neutron=neutron-1,noble=noble-1,celestia=celestia",
        pattern=r"^[a-z]+=[A-Za-z0-9._-]+(,[a-z]+=[A-Za-z0-9._-]+)*$",
        description="Address prefixes whose wallets may sign in, and the chain of each.",
    )

    rate_limits: Literal["on", "off"] = Field(
        "on", description="Limit how often sign-in, sign-up, mails and invitations are tried."
    )
    rate_limit_url: SecretStr | None = Field(
        None,
        description="A Redis that counts those attempts in place of PostgreSQL: redis://host:6379.",
    )
    resources: CommaSeparated = Field(
        (), description="Modules of your own that declare resources, comma-separated."
    )

    plans_file: Path | None = Field(
        None, description="A TOML file with plans of your own, in place of the four."
    )
    billing: Literal["sandbox", "manual"] = Field(
        "sandbox",
        description="Who changes plans: `sandbox` is the owner, free of charge, `manual` the "
        "operator alone, with `tenantry plan`.",
    )
    trial_tier: str = Field(
        "pro", validate_default=True, description="The plan a first organization tries."
    )
    trial_days: int = Field(30, ge=0, le=3650, description="Days a trial lasts; 0 is no trial.")
    trials_per_user: int = Field(1, ge=0, le=1000, description="Trials one user may start.")

    model_url: str = Field(
        "", description="The OpenAI-compatible endpoint chatbots answer through; empty is none."
    )
    model_key: SecretStr | None = Field(None, description="The API key of that endpoint.")
    model_name: str = Field(
        "", description="The model of chatbots that name none, as the endpoint calls it."
    )
    model_timeout: int = Field(
        120, ge=1, le=3600, description="Seconds a model may take for a whole answer."
    )

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("database_url", "app_database_url")
    @classmethod
    def _postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        schemes = ("postgresql://", "postgres://")
        if value is not None and not value.get_secret_value().startswith(schemes):
            raise ValueError("must start with postgresql://")
        return value

    @field_validator("public_url", "model_url")
    @classmethod
    def _http(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("rate_limit_url")
    @classmethod
    def _redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("redis://", "rediss://")):
            raise ValueError("must start with redis:// or rediss://")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        from tenantry.mail.server import read_url

        if value is not None:
            read_url(value.get_secret_value())
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        address = parseaddr(value)[1]
        if value and ("@" not in address or not value.isprintable()):
            raise ValueError("must be an address, as `Product <hello@example.com>`")
        return value

    @field_validator("locale")
    @classmethod
    def _known_locale(cls, value: str) -> str:
        from tenantry.mail.words import languages

        if value not in languages():
            raise ValueError(f"must be one of {', '.join(languages())}")
        return value

    @field_validator("evm_rpc_urls")
    @classmethod
    def _nodes(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for node in value:
            if _NODE.fullmatch(node.get_secret_value()) is None:
                raise ValueError("must be chain ids and URLs, as 1=https://node.example")
        return value

    @field_validator("root_path")
    @classmethod
    def _prefix(cls, value: str) -> str:
        if value and (not value.startswith("/") or value.endswith("/")):
            raise ValueError("must start with / and not end with one, as /tenants")
        return value

    @field_validator("plans_file")
    @classmethod
    def _sound_plans(cls, value: Path | None) -> Path | None:
        path = value and value.expanduser().resolve()
        read_plans(path)
        return path

    @field_validator("trial_tier")
    @classmethod
    def _known_tier(cls, value: str, info: ValidationInfo) -> str:
        plans = read_plans(info.data.get("plans_file"))
        if "plans_file" in info.data and value not in plans:
            raise ValueError(f"must be one of {', '.join(plans)}")
        return value

    def evm_rpc(self, chain_id: str) -> str | None:
        """The URL of a node of an EVM chain, or None."""
        nodes = (node.get_secret_value().partition("=") for node in self.evm_rpc_urls)
        return next((url for chain, _, url in nodes if chain == chain_id), None)

    @property
    def cosmos_prefixes(self) -> dict[str, str]:
        """The chain id of each Cosmos address prefix."""
        return dict(pair.split("=") for pair in self.cosmos_chains.split(","))

    @property
    def base_url(self) -> str:
        """The service's own URL, without a trailing slash: the issuer of its tokens."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"


@functools.cache
def read_settings() -> Settings:
    """Read the environment once.

    Raises SettingsError with one sentence a person can act on in place of a traceback.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(explain(error)) from None


def explain(error: ValidationError) -> str:
    """Say which variables are wrong, and how, in one line that quotes no secret."""
    return "; ".join(
        f"TENANTRY_{'_'.join(str(part) for part in problem['loc'][:1]).upper()}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_input=False)
    )
