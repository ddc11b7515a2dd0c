//! XChaCha20-Poly1305 over single database fields.
//!
//! Layout: key id (1 byte), nonce (24), ciphertext and tag. Table, column and row are authenticated
//! along, so that a value copied to another row doesn't open there.

use crate::ambient::random_bytes;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use uuid::Uuid;

const NONCE: usize = 24;

pub(super) struct FieldKey(XChaCha20Poly1305);

impl FieldKey {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(key.into()))
    }
}

/// The column that a sealed value belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    table: &'static str,
    column: &'static str,
}

impl Place {
    pub const fn new(table: &'static str, column: &'static str) -> Self {
        Self { table, column }
    }

    pub fn table(self) -> &'static str {
        self.table
    }

    pub fn column(self) -> &'static str {
        self.column
    }

    fn bound_to(self, key_id: u8, row: Uuid) -> Vec<u8> {
        [&[key_id], self.table.as_bytes(), b"/", self.column.as_bytes(), b"/", row.as_bytes()].concat()
    }
}

/// A sealed value that doesn't open: unknown key, changed bytes, or another row's.
#[derive(Debug, thiserror::Error)]
#[error("a sealed value does not open: its key is missing or its bytes were changed")]
pub struct SealedError;

pub(super) fn seal(key: &FieldKey, key_id: u8, place: Place, row: Uuid, plain: &[u8]) -> Vec<u8> {
    let nonce = random_bytes::<NONCE>();
    let payload = Payload { msg: plain, aad: &place.bound_to(key_id, row) };
    let ciphertext =
        key.0.encrypt(&XNonce::from(nonce), payload).expect("a field is far shorter than the cipher's limit");
    [&[key_id][..], &nonce, &ciphertext].concat()
}

pub(super) fn open(key: &FieldKey, place: Place, row: Uuid, sealed: &[u8]) -> Result<Vec<u8>, SealedError> {
    let (key_id, rest) = sealed.split_first().ok_or(SealedError)?;
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or(SealedError)?;
    let payload = Payload { msg: ciphertext, aad: &place.bound_to(*key_id, row) };
    key.0.decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealedError)
}
