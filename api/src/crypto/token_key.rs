//! Keys that sign tokens for others: asymmetric, so that whoever verifies can't sign.

use crate::crypto::SealedError;
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    error::Unspecified,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{Jwk, PublicKeyUse},
};
use serde::Serialize;
use shared_types::oauth::TokenAlgorithm;

/// A private key, read once and used often: reading one takes longer than signing.
pub struct TokenKey(Pair);

enum Pair {
    Es256(EcdsaKeyPair),
    Rs256(Box<RsaKeyPair>),
}

impl TokenKey {
    /// A new key as PKCS #8; RSA with 2,048 bits.
    ///
    /// # Errors
    /// The library's, which has none in practice.
    pub fn generate(algorithm: TokenAlgorithm) -> Result<Vec<u8>, Unspecified> {
        Ok(match algorithm {
            TokenAlgorithm::Es256 => {
                EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?.to_pkcs8v1()?.as_ref().to_vec()
            }
            TokenAlgorithm::Rs256 => {
                let der: Pkcs8V1Der = RsaKeyPair::generate(KeySize::Rsa2048)?.as_der()?;
                der.as_ref().to_vec()
            }
        })
    }

    /// # Errors
    /// When it isn't what [`TokenKey::generate`] made.
    pub fn from_pkcs8(algorithm: TokenAlgorithm, pkcs8: &[u8]) -> Result<Self, SealedError> {
        Ok(Self(match algorithm {
            TokenAlgorithm::Es256 => {
                Pair::Es256(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(|_| SealedError)?)
            }
            TokenAlgorithm::Rs256 => Pair::Rs256(Box::new(RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| SealedError)?)),
        }))
    }

    fn algorithm(&self) -> Algorithm {
        match self.0 {
            Pair::Es256(_) => Algorithm::ES256,
            Pair::Rs256(_) => Algorithm::RS256,
        }
    }

    /// The public half, as others verify with it.
    pub fn verifying(&self) -> DecodingKey {
        match &self.0 {
            Pair::Es256(pair) => DecodingKey::from_ec_der(pair.public_key().as_ref()),
            Pair::Rs256(pair) => DecodingKey::from_rsa_der(pair.public_key().as_ref()),
        }
    }

    /// The public half for a key set (RFC 7517).
    ///
    /// # Errors
    /// None for a key of ours.
    pub fn jwk(&self, id: &str) -> jsonwebtoken::errors::Result<Jwk> {
        let mut jwk = Jwk::from_decoding_key(&self.verifying(), Some(self.algorithm()))?;
        jwk.common.key_id = Some(id.into());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(jwk)
    }

    /// A signed JWT (RFC 7519) of that type under that key id.
    ///
    /// # Errors
    /// The library's, which has none in practice.
    pub fn sign(&self, id: &str, kind: &str, claims: &impl Serialize) -> Result<String, Unspecified> {
        #[derive(Serialize)]
        struct Header<'a> {
            alg: Algorithm,
            typ: &'a str,
            kid: &'a str,
        }
        let header = Header { alg: self.algorithm(), typ: kind, kid: id };
        let message = format!("{}.{}", encoded(&header)?, encoded(claims)?);
        let random = SystemRandom::new();
        let signature = match &self.0 {
            Pair::Es256(pair) => pair.sign(&random, message.as_bytes())?.as_ref().to_vec(),
            Pair::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature)?;
                signature
            }
        };
        Ok(format!("{message}.{}", BASE64URL_NOPAD.encode(&signature)))
    }
}

fn encoded(part: &impl Serialize) -> Result<String, Unspecified> {
    Ok(BASE64URL_NOPAD.encode(&serde_json::to_vec(part).map_err(|_| Unspecified)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{Validation, decode};
    use serde_json::{Value, json};

    #[test]
    fn what_is_signed_is_verified_with_the_published_half_and_no_other() {
        for (algorithm, name) in [(TokenAlgorithm::Es256, Algorithm::ES256), (TokenAlgorithm::Rs256, Algorithm::RS256)]
        {
            let make = || TokenKey::from_pkcs8(algorithm, &TokenKey::generate(algorithm).unwrap()).unwrap();
            let (key, other) = (make(), make());
            let token = key.sign("k1", "JWT", &json!({ "sub": "x" })).unwrap();
            let mut validation = Validation::new(name);
            validation.required_spec_claims.clear();
            validation.validate_exp = false;
            let published = DecodingKey::from_jwk(&key.jwk("k1").unwrap()).unwrap();
            let read = decode::<Value>(&token, &published, &validation).unwrap();
            assert_eq!((read.header.kid.as_deref(), read.claims["sub"].as_str()), (Some("k1"), Some("x")));
            assert!(decode::<Value>(&token, &other.verifying(), &validation).is_err());
        }
    }
}
