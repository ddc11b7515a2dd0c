//! Encryption of personal data, blind indexes, password hashing and session tokens.

mod field_cipher;
mod keyring;
mod password_hasher;
mod session_token;
mod signing;
mod token_key;

pub use field_cipher::{Place, SealedError};
pub use keyring::Keyring;
pub use password_hasher::{HashError, PasswordHasher};
pub use session_token::{SessionKind, SessionTokens};
pub use token_key::TokenKey;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

fn hmac(key: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length")
}

/// HMAC-SHA256 over the parts, one after the other, in lower-case hex: as others compute it.
pub fn hmac_sha256_hex(key: &[u8], parts: &[&[u8]]) -> String {
    let mut mac = hmac(key);
    parts.iter().for_each(|part| mac.update(part));
    data_encoding::HEXLOWER.encode(&mac.finalize().into_bytes())
}

fn hmac_sha256(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = hmac(key);
    for part in parts {
        // Length first, so that no two lists of parts run into the same bytes.
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Whether two secrets are equal, in a time that doesn't tell where they differ.
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// Lower-case hex of the SHA-256 of a text.
pub fn sha256_hex(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}
