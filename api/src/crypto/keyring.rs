//! The keys of an installation, read from one JSON file.

use super::{
    field_cipher::{FieldKey, Place, SealedError, open, seal},
    hmac_sha256,
    session_token::SessionTokens,
    signing::SigningKey,
};
use crate::ambient::random_bytes;
use anyhow::{Context, Result, ensure};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, io::Write, path::Path, sync::Arc};
use uuid::Uuid;

/// Encrypts and finds personal data. Cheap to clone.
#[derive(Clone)]
pub struct Keyring(Arc<Keys>);

struct Keys {
    field_keys: BTreeMap<u8, FieldKey>,
    current_field_key: u8,
    index_key: [u8; 32],
    session_tokens: SessionTokens,
    signing_keys: BTreeMap<u8, SigningKey>,
    current_signing_key: u8,
}

/// The file: 32-byte keys in Base64. Old field keys stay in it for as long as data is sealed with them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysFile {
    /// By key id, 1 to 255.
    field_keys: BTreeMap<u8, String>,
    /// What new data is sealed with.
    current_field_key: u8,
    /// For blind indexes; can't be replaced without computing every index anew.
    index_key: String,
    /// For session cookies; replacing it signs everybody out.
    session_key: String,
    /// Ed25519 seeds by key id, 1 to 255, for the evidence of signatures. Old ones stay: evidence is checked with them.
    signing_keys: BTreeMap<u8, String>,
    current_signing_key: u8,
}

impl Keyring {
    /// A key file with new keys.
    pub fn generate_file() -> String {
        let key = || BASE64.encode(&random_bytes::<32>());
        let file = KeysFile {
            field_keys: BTreeMap::from([(1, key())]),
            current_field_key: 1,
            index_key: key(),
            session_key: key(),
            signing_keys: BTreeMap::from([(1, key())]),
            current_signing_key: 1,
        };
        serde_json::to_string_pretty(&file).expect("a map of strings is JSON")
    }

    /// # Errors
    /// When the file can't be read or is not what [`Keyring::generate_file`] makes.
    pub fn load(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("the keys file {} can't be read", path.display()))?;
        Self::parse(&text).with_context(|| format!("the keys file {} is not right", path.display()))
    }

    /// Reads the file, or makes it with new keys, readable by its owner only.
    ///
    /// # Errors
    /// When the file can neither be read nor written.
    pub fn load_or_generate(path: &Path) -> Result<(Self, bool)> {
        if path.exists() {
            return Ok((Self::load(path)?, false));
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).with_context(|| format!("the keys file {} can't be made", path.display()))?;
        file.write_all(Self::generate_file().as_bytes())?;
        // Data sealed with keys that a power cut took away would be lost.
        file.sync_all()?;
        Ok((Self::load(path)?, true))
    }

    fn parse(text: &str) -> Result<Self> {
        let file: KeysFile = serde_json::from_str(text)?;
        let key = |name: &str, encoded: &str| -> Result<[u8; 32]> {
            let bytes = BASE64.decode(encoded.as_bytes()).with_context(|| format!("{name} is not Base64"))?;
            bytes.try_into().ok().with_context(|| format!("{name} is not 32 bytes long"))
        };
        let mut field_keys = BTreeMap::new();
        for (id, encoded) in &file.field_keys {
            field_keys.insert(*id, FieldKey::new(&key(&format!("field key {id}"), encoded)?));
        }
        ensure!(field_keys.contains_key(&file.current_field_key), "current_field_key names a key that isn't there");
        let mut signing_keys = BTreeMap::new();
        for (id, encoded) in &file.signing_keys {
            signing_keys.insert(*id, SigningKey::new(&key(&format!("signing key {id}"), encoded)?)?);
        }
        let current = file.current_signing_key;
        ensure!(signing_keys.contains_key(&current), "current_signing_key names a key that isn't there");
        Ok(Self(Arc::new(Keys {
            field_keys,
            current_field_key: file.current_field_key,
            index_key: key("index_key", &file.index_key)?,
            session_tokens: SessionTokens::new(&key("session_key", &file.session_key)?),
            signing_keys,
            current_signing_key: current,
        })))
    }

    /// Encrypts `plain` for one column of one row; it opens nowhere else.
    pub fn seal(&self, place: Place, row: Uuid, plain: &[u8]) -> Vec<u8> {
        let id = self.0.current_field_key;
        seal(&self.0.field_keys[&id], id, place, row, plain)
    }

    /// # Errors
    /// When the key is unknown, or the bytes were changed or belong to another row or column.
    pub fn open(&self, place: Place, row: Uuid, sealed: &[u8]) -> Result<Vec<u8>, SealedError> {
        let id = *sealed.first().ok_or(SealedError)?;
        open(self.0.field_keys.get(&id).ok_or(SealedError)?, place, row, sealed)
    }

    /// [`Keyring::open`] for what was text.
    ///
    /// # Errors
    /// As there.
    pub fn open_text(&self, place: Place, row: Uuid, sealed: &[u8]) -> Result<String, SealedError> {
        String::from_utf8(self.open(place, row, sealed)?).map_err(|_| SealedError)
    }

    /// A keyed fingerprint to find equal values by; `domain` keeps equal values of different meaning apart.
    pub fn blind_index(&self, domain: &str, value: &str) -> Vec<u8> {
        hmac_sha256(&self.0.index_key, &[domain.as_bytes(), value.as_bytes()]).to_vec()
    }

    /// The blind index of a national ID, of whomever it is: one person can be parent and teacher.
    pub fn national_id_index(&self, id: &shared_types::national_id::NationalId) -> Vec<u8> {
        self.blind_index("national_id", id.reveal())
    }

    /// Our signature over evidence, and the id of the key it was made with.
    pub fn sign(&self, evidence: &[u8]) -> (u8, Vec<u8>) {
        let id = self.0.current_signing_key;
        (id, self.0.signing_keys[&id].sign(evidence))
    }

    /// Whether that key of ours signed that.
    pub fn is_signed(&self, key: u8, evidence: &[u8], signature: &[u8]) -> bool {
        self.0.signing_keys.get(&key).is_some_and(|key| key.has_signed(evidence, signature))
    }

    pub fn session_tokens(&self) -> &SessionTokens {
        &self.0.session_tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place::new("students", "national_id_sealed");

    fn keyring() -> Keyring {
        Keyring::parse(&Keyring::generate_file()).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_in_its_own_place_only() {
        let (keys, row, other) = (keyring(), Uuid::from_u128(1), Uuid::from_u128(2));
        let sealed = keys.seal(PLACE, row, b"A123456789");
        assert_eq!(keys.open_text(PLACE, row, &sealed).unwrap(), "A123456789");
        assert!(keys.open(PLACE, other, &sealed).is_err());
        assert!(keys.open(Place::new("students", "birth_date_sealed"), row, &sealed).is_err());
        assert!(keyring().open(PLACE, row, &sealed).is_err());
    }

    #[test]
    fn a_changed_byte_is_noticed_and_nothing_shows_through() {
        let (keys, row) = (keyring(), Uuid::from_u128(1));
        let sealed = keys.seal(PLACE, row, b"A123456789");
        assert!(!sealed.windows(4).any(|w| w == b"3456"));
        for position in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[position] ^= 1;
            assert!(keys.open(PLACE, row, &changed).is_err(), "byte {position}");
        }
        assert!(keys.open(PLACE, row, &[]).is_err());
    }

    #[test]
    fn data_sealed_with_an_older_key_still_opens() {
        let mut file: KeysFile = serde_json::from_str(&Keyring::generate_file()).unwrap();
        let old = Keyring::parse(&serde_json::to_string(&file).unwrap()).unwrap();
        let sealed = old.seal(PLACE, Uuid::nil(), b"x");
        file.field_keys.insert(2, BASE64.encode(&[7; 32]));
        file.current_field_key = 2;
        let new = Keyring::parse(&serde_json::to_string(&file).unwrap()).unwrap();
        assert_eq!(new.open(PLACE, Uuid::nil(), &sealed).unwrap(), b"x");
        assert_eq!(new.seal(PLACE, Uuid::nil(), b"x")[0], 2);
    }

    #[test]
    fn evidence_that_was_changed_or_signed_by_somebody_else_is_noticed() {
        let keys = keyring();
        let (key, signature) = keys.sign(b"evidence");
        assert!(keys.is_signed(key, b"evidence", &signature));
        assert!(!keys.is_signed(key, b"evidencE", &signature));
        assert!(!keys.is_signed(key + 1, b"evidence", &signature));
        assert!(!keyring().is_signed(key, b"evidence", &signature));
    }

    #[test]
    fn equal_values_of_different_meaning_have_different_indexes() {
        let keys = keyring();
        assert_eq!(keys.blind_index("a", "x"), keys.blind_index("a", "x"));
        assert_ne!(keys.blind_index("a", "x"), keys.blind_index("b", "x"));
        assert_ne!(keys.blind_index("ab", "c"), keys.blind_index("a", "bc"));
    }
}
