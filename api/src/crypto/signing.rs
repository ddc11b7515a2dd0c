//! Our own signature over evidence: Ed25519, through the library that TLS uses already.

use anyhow::{Result, anyhow};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

pub(super) struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// # Errors
    /// None for a seed of 32 random bytes.
    pub(super) fn new(seed: &[u8; 32]) -> Result<Self> {
        Ed25519KeyPair::from_seed_unchecked(seed).map(Self).map_err(|_| anyhow!("a signing key is not one"))
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }

    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0.public_key().as_ref()).verify(message, signature).is_ok()
    }
}
