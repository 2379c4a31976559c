"""Pickles what moto's backends hold beyond plain objects."""

from __future__ import annotations

import marshal
import pickle
import sys
import threading
import types
import weakref
from collections import defaultdict
from typing import Any, cast, get_args

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from moto.backends import get_backend
from moto.core.base_backend import BackendDict

_RLOCK = type(threading.RLock())
_LOCK = type(threading.Lock())
_PRIVATE_KEYS = get_args(PrivateKeyTypes)
_PUBLIC_KEYS = get_args(PublicKeyTypes)
_DER = serialization.Encoding.DER


class Pickler(pickle.Pickler):
    """Pickles what moto's backends hold beyond plain objects."""

    def persistent_id(self, obj: Any) -> str | None:
        # The tables of backends are module globals: name them instead of copying them.
        return obj.service_name if isinstance(obj, BackendDict) else None

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, _RLOCK):
            return threading.RLock, ()
        if isinstance(obj, _LOCK):
            return threading.Lock, ()
        if isinstance(obj, weakref.WeakValueDictionary):
            return weakref.WeakValueDictionary, (dict(obj),)
        if isinstance(obj, defaultdict) and type(obj) is not defaultdict:
            # A defaultdict would be made again by its constructor, which has other arguments here.
            state = (dict(obj), vars(obj), obj.default_factory)
            return _new, (type(obj),), state, None, None, _fill
        if isinstance(obj, _PRIVATE_KEYS):
            return _private_key, (_encoded(obj),)
        if isinstance(obj, _PUBLIC_KEYS):
            return serialization.load_der_public_key, (
                obj.public_bytes(_DER, serialization.PublicFormat.SubjectPublicKeyInfo),
            )
        if isinstance(obj, x509.Certificate):
            return _certificate, (obj.public_bytes(_DER),)
        if isinstance(obj, types.FunctionType) and "<locals>" in obj.__qualname__:
            if obj.__closure__:
                raise pickle.PicklingError(f"{obj.__qualname__} holds variables of others")
            return _function, (obj.__module__, marshal.dumps(obj.__code__))
        return NotImplemented


class Unpickler(pickle.Unpickler):
    """Reads what `Pickler` wrote; imports the services on demand, only those that were in use."""

    def persistent_load(self, pid: str) -> Any:
        return get_backend(cast(Any, pid))


def _new(kind: type[defaultdict[Any, Any]]) -> defaultdict[Any, Any]:
    return kind.__new__(kind)


def _fill(obj: Any, state: tuple[dict[Any, Any], dict[str, Any], Any]) -> None:
    items, attributes, obj.default_factory = state
    dict.update(obj, items)
    vars(obj).update(attributes)


def _encoded(key: PrivateKeyTypes) -> bytes:
    return key.private_bytes(_DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _private_key(content: bytes) -> PrivateKeyTypes:
    return serialization.load_der_private_key(content, password=None)


def _certificate(content: bytes) -> x509.Certificate:
    # The library's own function cannot be named in a pickle.
    return x509.load_der_x509_certificate(content)


def _function(module: str, code: bytes) -> types.FunctionType:
    """A function that was defined inside another one, such as a default factory."""
    __import__(module)
    return types.FunctionType(marshal.loads(code), vars(sys.modules[module]))  # noqa: S302
