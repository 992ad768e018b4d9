"""Certificates for tests: an authority of our own, a server's certificate, and the ones that must be refused."""

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Certificates:
    """`ca` is what a client is given; only `server` must be accepted by it (for localhost, pbx.test and 127.0.0.1)."""

    ca: Path
    untrusted_ca: Path
    server: Certificate
    wrong_name: Certificate
    expired: Certificate
    untrusted: Certificate


def make_certificates(folder: Path) -> Certificates:
    folder.mkdir(parents=True, exist_ok=True)
    ours = _Authority(folder, "ca", "Softphone test authority")
    other = _Authority(folder, "untrusted-ca", "Somebody else's authority")
    names = ["localhost", "pbx.test"]
    return Certificates(
        ca=ours.certificate_file,
        untrusted_ca=other.certificate_file,
        server=ours.issue("server", names, "127.0.0.1"),
        wrong_name=ours.issue("wrong-name", ["elsewhere.test"], "192.0.2.1"),
        expired=ours.issue("expired", names, "127.0.0.1", ended=True),
        untrusted=other.issue("untrusted", names, "127.0.0.1"),
    )


class _Authority:
    def __init__(self, folder: Path, file_name: str, name: str) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name)
        own = _builder(self._name, self._name, self._key, ended=False)
        own = own.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        own = own.add_extension(_CA_USAGE, critical=True)
        self.certificate_file = folder / f"{file_name}.pem"
        self.certificate_file.write_bytes(_sign(own, self._key))

    def issue(self, file_name: str, names: list[str], address: str, *, ended: bool = False) -> Certificate:
        key = ec.generate_private_key(ec.SECP256R1())
        subjects = [*map(x509.DNSName, names), x509.IPAddress(ipaddress.ip_address(address))]
        builder = (
            _builder(_name(names[0]), self._name, key, ended=ended)
            .add_extension(x509.SubjectAlternativeName(subjects), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        made = Certificate(self._folder / f"{file_name}.crt", self._folder / f"{file_name}.key")
        made.certificate.write_bytes(_sign(builder, self._key))
        made.key.touch(mode=0o600)
        made.key.write_bytes(_private(key))
        return made


_CA_USAGE = x509.KeyUsage(
    digital_signature=True,
    key_cert_sign=True,
    crl_sign=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    encipher_only=False,
    decipher_only=False,
)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, ended: bool
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 30 * _DAY)
        .not_valid_after(now - _DAY if ended else now + 30 * _DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _sign(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> bytes:
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
