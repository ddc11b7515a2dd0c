//! What session cookies hold: a signed name of a row in the database.
//!
//! The signature turns forged cookies away without asking the database; the row is what ends a
//! session. Only this service reads the tokens, hence one symmetric key.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which table the session is in. A token of one kind is worth nothing as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    Applicant,
    Account,
}

/// Signs and reads session tokens.
pub struct SessionTokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sid: Uuid,
    kind: SessionKind,
}

impl SessionTokens {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // The row in the database has the end of the session, by the injected clock.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        Self { encoding: EncodingKey::from_secret(key), decoding: DecodingKey::from_secret(key), validation }
    }

    pub fn sign(&self, kind: SessionKind, session: Uuid) -> String {
        encode(&Header::new(Algorithm::HS256), &Claims { sid: session, kind }, &self.encoding)
            .expect("plain claims can be signed")
    }

    /// The session's id, unless the token is forged, damaged or of another kind.
    pub fn read(&self, kind: SessionKind, token: &str) -> Option<Uuid> {
        let claims = decode::<Claims>(token, &self.decoding, &self.validation).ok()?.claims;
        (claims.kind == kind).then_some(claims.sid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_worth_something_only_as_it_was_signed() {
        let tokens = SessionTokens::new(&[1; 32]);
        let session = Uuid::from_u128(7);
        let token = tokens.sign(SessionKind::Applicant, session);
        assert_eq!(tokens.read(SessionKind::Applicant, &token), Some(session));
        assert_eq!(tokens.read(SessionKind::Account, &token), None);
        assert_eq!(SessionTokens::new(&[2; 32]).read(SessionKind::Applicant, &token), None);
        let unsigned = "eyJhbGciOiJub25lIn0.eyJzaWQiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDciLCJraW5kIjoiYXBwbGljYW50In0.";
        assert_eq!(tokens.read(SessionKind::Applicant, unsigned), None);
    }
}
