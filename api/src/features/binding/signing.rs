//! The evidence of a signature: what was signed, by whom as far as we know, when, and our own Ed25519 signature
//! over all of it. Nobody who reaches the database alone can change or make one.

use super::repository::{self, signatures};
use crate::{
    crypto::{Keyring, sha256_hex},
    database::Transaction,
    entity::{application_signature, binding_application as application},
    http::authority::ApplicationOwner,
    problem::{ApiError, ApiResult},
    state::State,
};
use data_encoding::HEXLOWER;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use shared_types::signature::Signature;
use time::OffsetDateTime;
use uuid::Uuid;

/// Everything that one signature stands for. Its JSON is what we sign; the order of the fields is part of it.
#[derive(Serialize, Deserialize)]
pub struct Evidence {
    pub application_id: Uuid,
    pub application_version: i32,
    /// What the applicant saw and signed: child, relationship, and the own data.
    pub answers_sha256: String,
    /// The consent text that was agreed to.
    pub consent_text_sha256: String,
    /// Strokes or typed name.
    pub signature: Signature,
    #[serde(with = "time::serde::rfc3339")]
    pub signed_at: OffsetDateTime,
    pub signed_in: SignIn,
}

/// How the signer had come in.
#[derive(Default, Serialize, Deserialize)]
pub struct SignIn {
    pub applicant_session: Option<Uuid>,
    pub account: Option<Uuid>,
    /// `email` or `sms`, and the keyed fingerprint of what was verified.
    pub channel: Option<String>,
    pub address_index: Option<String>,
}

impl From<&ApplicationOwner> for SignIn {
    fn from(owner: &ApplicationOwner) -> Self {
        let applicant = owner.applicant.as_ref();
        Self {
            applicant_session: applicant.map(|applicant| applicant.session),
            account: owner.account.as_ref().map(|account| account.account).or(applicant.and_then(|a| a.account)),
            channel: applicant.map(|applicant| applicant.channel.code().into()),
            address_index: applicant.map(|applicant| HEXLOWER.encode(&applicant.address_index)),
        }
    }
}

/// The answers as they were signed. The ID number enters as its index.
#[derive(Serialize)]
struct Answers<'a> {
    student_id: Uuid,
    relationship: &'a str,
    relationship_note: Option<&'a str>,
    name: &'a str,
    email: &'a str,
    national_id_index: String,
    mobile: &'a str,
}

/// The fingerprint of the answers of an application as it is now, under the ID number that was signed for.
fn answers_sha256(row: &application::Model, mobile: &str, signed_id: &[u8]) -> ApiResult<String> {
    let answers = Answers {
        student_id: row.student_id,
        relationship: &row.relationship,
        relationship_note: row.relationship_note.as_deref(),
        name: &row.name,
        email: &row.email,
        national_id_index: HEXLOWER.encode(signed_id),
        mobile,
    };
    Ok(sha256_hex(&serde_json::to_string(&answers).map_err(ApiError::internal)?))
}

/// The row that keeps what was signed with that version of an application.
///
/// # Errors
/// None that a caller could mend.
pub fn evidence_row(
    state: &State,
    row: &application::Model,
    mobile: &str,
    signature: &Signature,
    consent_text_sha256: &str,
    signed_in: SignIn,
) -> ApiResult<application_signature::Model> {
    let id = state.new_id();
    let evidence = Evidence {
        application_id: row.id,
        application_version: row.version,
        answers_sha256: answers_sha256(row, mobile, &row.national_id_index)?,
        consent_text_sha256: consent_text_sha256.into(),
        signature: signature.clone(),
        signed_at: *row.submitted_at,
        signed_in,
    };
    let evidence = serde_json::to_vec(&evidence).map_err(ApiError::internal)?;
    let (signing_key, server_signature) = state.keys.sign(&evidence);
    Ok(application_signature::Model {
        id,
        application_id: row.id,
        application_version: row.version,
        evidence_sealed: state.keys.seal(application_signature::EVIDENCE, id, &evidence),
        signing_key: signing_key.into(),
        server_signature,
        signed_at: row.submitted_at,
    })
}

/// Keeps what was signed.
pub(super) async fn keep(
    state: &State,
    transaction: &Transaction,
    row: &application::Model,
    mobile: &str,
    signature: &Signature,
    consent_text_sha256: &str,
    signed_in: SignIn,
) -> ApiResult<()> {
    let kept = evidence_row(state, row, mobile, signature, consent_text_sha256, signed_in)?;
    Ok(signatures::insert(&**transaction, kept).await?)
}

/// The evidence of what was signed last for an application; none when it isn't what we signed.
///
/// # Errors
/// The database's.
pub async fn newest(
    state: &State,
    connection: &impl ConnectionTrait,
    application: Uuid,
) -> ApiResult<Option<Evidence>> {
    let row = signatures::newest(connection, application).await?;
    Ok(row.and_then(|row| read(&state.keys, &row)))
}

/// The evidence in a row, if it is what we signed.
pub(super) fn read(keys: &Keyring, row: &application_signature::Model) -> Option<Evidence> {
    let evidence = keys.open(application_signature::EVIDENCE, row.id, &row.evidence_sealed).ok()?;
    let key = u8::try_from(row.signing_key).ok()?;
    if !keys.is_signed(key, &evidence, &row.server_signature) {
        return None;
    }
    let evidence: Evidence = serde_json::from_slice(&evidence).ok()?;
    let is_of_row =
        evidence.application_id == row.application_id && evidence.application_version == row.application_version;
    is_of_row.then_some(evidence)
}

/// Takes away what was drawn and by whom. That this version was signed stays, and carries our signature anew.
pub(super) async fn erase(state: &State, transaction: &Transaction, application: Uuid) -> ApiResult<()> {
    for row in signatures::of(&**transaction, application).await? {
        let emptied = match read(&state.keys, &row) {
            Some(evidence) => serde_json::to_vec(&Evidence {
                answers_sha256: String::new(),
                signature: Signature::Typed { name: String::new() },
                signed_in: SignIn::default(),
                ..evidence
            })
            .map_err(ApiError::internal)?,
            // What isn't ours goes too, and is still told from what is.
            None => Vec::new(),
        };
        let (signing_key, server_signature) = state.keys.sign(&emptied);
        let erased = application_signature::Model {
            evidence_sealed: state.keys.seal(application_signature::EVIDENCE, row.id, &emptied),
            signing_key: signing_key.into(),
            server_signature,
            ..row
        };
        signatures::overwrite(&**transaction, erased).await?;
    }
    Ok(())
}

/// How many signatures there are, and those that aren't what we signed.
///
/// # Errors
/// The database's.
pub async fn check_all(state: &State) -> ApiResult<(u64, Vec<Uuid>)> {
    let (mut count, mut wrong, mut after) = (0, Vec::new(), Uuid::nil());
    loop {
        let page = signatures::after(state.database.reader(), after).await?;
        let Some(last) = page.last() else { return Ok((count, wrong)) };
        after = last.id;
        count += page.len() as u64;
        let ids: Vec<Uuid> = page.iter().map(|row| row.application_id).collect();
        let applications = repository::by_ids(state.database.reader(), &ids).await?;
        let newest = signatures::newest_versions(state.database.reader(), &ids).await?;
        for row in &page {
            let id = row.application_id;
            let is_newest = newest.get(&id) == Some(&row.application_version);
            let application = applications.get(&id).filter(|_| is_newest);
            if !stands(state, row, application)? {
                wrong.push(id);
            }
        }
    }
}

/// Whether a row is what we signed, and the application, where this is its newest version, still says what was signed.
fn stands(
    state: &State,
    row: &application_signature::Model,
    application: Option<&application::Model>,
) -> ApiResult<bool> {
    let Some(evidence) = read(&state.keys, row) else { return Ok(false) };
    // Nothing is left to compare where somebody has had all data deleted.
    let Some(application) = application.filter(|_| !evidence.answers_sha256.is_empty()) else { return Ok(true) };
    let Ok(mobile) = state.keys.open_text(application::MOBILE, application.id, &application.mobile_sealed) else {
        return Ok(false);
    };
    // Sealed, so that only we can say that a number was corrected.
    let signed_id = match &application.signed_id_sealed {
        Some(sealed) => state.keys.open(application::SIGNED_ID, application.id, sealed).ok(),
        None => Some(application.national_id_index.clone()),
    };
    let Some(signed_id) = signed_id else { return Ok(false) };
    Ok(answers_sha256(application, &mobile, &signed_id)? == evidence.answers_sha256)
}
