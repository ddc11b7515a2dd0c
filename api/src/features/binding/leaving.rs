//! 個資法 art. 3: a copy of the applications of a person, and their end.

use super::{ApplicationRow, ending, history, repository, service, signing};
use crate::{
    ambient::random_bytes,
    database::Transaction,
    entity::{
        application_form,
        binding_application::{self as application, Column},
    },
    features::{account::Leaving, roster},
    http::authority::ApplicationOwner,
    problem::{ApiError, ApiResult},
    state::State,
};
use data_encoding::BASE64;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait};
use shared_types::{
    language::Language,
    personal_data::{HeldApplication, HeldSignature},
    problem::ProblemCode,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The applications in full.
///
/// # Errors
/// The database's.
pub async fn held(
    state: &State,
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
) -> ApiResult<Vec<HeldApplication>> {
    let rows = repository::all_owned(connection, owner).await?;
    let mut histories = history::of(connection, &rows).await?;
    let students = roster::students_by_id(connection, rows.iter().map(|row| row.application.student_id)).await?;
    let mut held = Vec::with_capacity(rows.len());
    for ApplicationRow { application: row, form } in rows {
        let mut signatures = Vec::new();
        for kept in repository::signatures_of(connection, row.id).await? {
            let evidence = signing::read(&state.keys, &kept)
                .ok_or_else(|| ApiError::internal(anyhow::anyhow!("the evidence of {} doesn't open", row.id)))?;
            signatures.push(HeldSignature {
                signed_at: evidence.signed_at,
                signature: evidence.signature,
                answers_sha256: evidence.answers_sha256,
                consent_text_sha256: evidence.consent_text_sha256,
                server_signature: BASE64.encode(&kept.server_signature),
            });
        }
        held.push(HeldApplication {
            id: row.id,
            reference: form.reference,
            status: service::status_of(&row)?,
            student: students.get(&row.student_id).ok_or(ProblemCode::NotFound)?.summary(),
            relationship: service::relationship_of(&row.relationship)?,
            national_id: service::national_id(state, &row)?.reveal().into(),
            mobile: service::mobile(state, &row)?.as_str().into(),
            relationship_note: row.relationship_note,
            name: row.name,
            email: row.email,
            email_is_proved: row.email_is_proved,
            language: Language::negotiate(&form.language),
            consent_record_id: form.consent_record_id,
            history: histories.remove(&row.id).unwrap_or_default(),
            signatures,
        });
    }
    Ok(held)
}

/// Where else something of the person stands.
pub struct Traces {
    /// The answers that the person's forms rest on.
    pub consent_records: Vec<Uuid>,
    /// E-mail addresses and mobile numbers that were given.
    pub addresses: BTreeSet<String>,
}

fn all_of(account: Uuid, person: &Leaving) -> Condition {
    Condition::any()
        .add(Column::AccountId.eq(account))
        .add(Column::NationalIdIndex.eq(person.national_id_index.as_slice()))
}

/// Looks through the applications of a person. Take the person's turn before.
///
/// # Errors
/// The database's.
pub async fn traces(
    state: &State,
    connection: &impl ConnectionTrait,
    account: Uuid,
    person: &Leaving,
) -> ApiResult<Traces> {
    let rows = repository::find_where(connection, all_of(account, person)).await?;
    let mut addresses = BTreeSet::new();
    for row in &rows {
        addresses.insert(service::mobile(state, row)?.as_str().to_owned());
        addresses.insert(row.email.clone());
    }
    let forms = repository::forms_only_of(connection, &rows).await?;
    Ok(Traces { consent_records: forms.into_iter().map(|form| form.consent_record_id).collect(), addresses })
}

/// Closes every application of a person and empties it: child, relationship, states, dates and decisions stay.
///
/// # Errors
/// The database's.
pub async fn erase(state: &State, transaction: &Transaction, account: Uuid, person: &Leaving) -> ApiResult<()> {
    ending::close(state, transaction, all_of(account, person)).await?;
    let rows = repository::locked(&**transaction, all_of(account, person)).await?;
    for form in repository::forms_only_of(&**transaction, &rows).await? {
        let emptied = application_form::Model { address_index: random_bytes::<32>().to_vec(), ..form };
        repository::overwrite_form(&**transaction, emptied).await?;
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    repository::erase_reasons(&**transaction, &ids).await?;
    for row in rows {
        signing::erase(state, transaction, row.id).await?;
        let nothing = |place| state.keys.seal(place, row.id, b"");
        let emptied = application::Model {
            name: String::new(),
            email: String::new(),
            // Nothing is left to be confirmed.
            email_is_proved: true,
            national_id_sealed: nothing(application::NATIONAL_ID),
            national_id_index: person.stand_in_index.clone(),
            mobile_sealed: nothing(application::MOBILE),
            relationship_note: None,
            return_reason: None,
            ..row
        };
        repository::overwrite(&**transaction, emptied).await?;
    }
    Ok(())
}
