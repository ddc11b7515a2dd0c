//! 個資法 art. 3: a copy of the applications of a person, and their end.

use super::{
    ApplicationRow, ending, history, model,
    repository::{
        self,
        endings::{self, Which},
        signatures,
    },
    signing, view,
};
use crate::{
    ambient::random_bytes,
    database::Transaction,
    entity::{application_form, application_signature, binding_application as application},
    features::{account::Leaving, contact_verification, registry},
    http::authority::ApplicationOwner,
    problem::ApiResult,
    state::State,
};
use data_encoding::BASE64;
use sea_orm::ConnectionTrait;
use shared_types::{
    language::Language,
    personal_data::{HeldApplication, HeldSignature},
    problem::ProblemCode,
    taiwan_time,
};
use std::collections::{BTreeSet, HashMap};
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
    let students = view::students_as_shown(connection, rows.iter().map(|row| row.application.student_id)).await?;
    let mut held = Vec::with_capacity(rows.len());
    for ApplicationRow { application: row, form } in rows {
        let mut signatures = Vec::new();
        for kept in signatures::of(connection, row.id).await? {
            let evidence = state.keys.open(application_signature::EVIDENCE, kept.id, &kept.evidence_sealed).ok();
            signatures.push(HeldSignature {
                application_version: kept.application_version,
                signed_at: *kept.signed_at,
                is_as_signed: signing::read(&state.keys, &kept).is_some(),
                evidence: evidence.and_then(|evidence| String::from_utf8(evidence).ok()),
                server_signature: BASE64.encode(&kept.server_signature),
            });
        }
        held.push(HeldApplication {
            id: row.id,
            reference: form.reference,
            status: view::status_of(&row)?,
            student: students.get(&row.student_id).ok_or(ProblemCode::NotFound)?.summary(),
            relationship: view::relationship_of(&row.relationship)?,
            national_id: view::national_id(state, &row)?.reveal().into(),
            mobile: view::mobile(state, &row)?.as_str().into(),
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
    /// The answers that the person's forms rest on, and nobody else's.
    pub consent_records: Vec<Uuid>,
    /// E-mail addresses and mobile numbers that were proved. What was only typed may be a stranger's.
    pub proved_addresses: BTreeSet<String>,
}

fn all_of(account: Uuid, person: &Leaving) -> Which {
    Which::of_person(account, &person.national_id_index)
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
    let rows = endings::find_where(connection, all_of(account, person)).await?;
    let forms = endings::forms_only_of(connection, &rows).await?;
    let mut proved_addresses = BTreeSet::new();
    for row in rows {
        let mobile = view::mobile(state, &row)?.as_str().to_owned();
        let mobile_index = contact_verification::address_index(state, &mobile);
        // The code of such a form went to the number.
        if forms.iter().any(|form| form.id == row.form_id && form.address_index == mobile_index) {
            proved_addresses.insert(mobile);
        }
        // What was taken from the account counts there.
        if row.email_is_proved && !row.is_of_account {
            proved_addresses.insert(row.email);
        }
    }
    Ok(Traces { consent_records: endings::answers_only_of(connection, &forms).await?, proved_addresses })
}

/// Closes every application of a person and empties it: child, relationship, states, dates and decisions stay.
/// Returns them and the person's forms.
///
/// # Errors
/// The database's.
pub async fn erase(state: &State, transaction: &Transaction, account: Uuid, person: &Leaving) -> ApiResult<Vec<Uuid>> {
    ending::close(state, transaction, all_of(account, person)).await?;
    let rows = endings::locked(&**transaction, all_of(account, person)).await?;
    let moved = part_forms(state, transaction, &rows).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let own_forms = rows.iter().map(|row| row.form_id).filter(|form| !moved.contains_key(form));
    let subjects = ids.iter().copied().chain(own_forms).collect();
    endings::erase_reasons(&**transaction, &ids).await?;
    registry::erase(&**transaction, &ids).await?;
    for row in rows {
        signing::erase(state, transaction, row.id).await?;
        let nothing = |place| state.keys.seal(place, row.id, b"");
        let emptied = application::Model {
            form_id: moved.get(&row.form_id).copied().unwrap_or(row.form_id),
            name: String::new(),
            email: String::new(),
            // Nothing is left to be confirmed.
            email_is_proved: true,
            national_id_sealed: nothing(application::NATIONAL_ID),
            national_id_index: person.stand_in_index.clone(),
            mobile_sealed: nothing(application::MOBILE),
            relationship_note: None,
            return_reason: None,
            signed_id_sealed: None,
            ..row
        };
        endings::overwrite(&**transaction, emptied).await?;
    }
    Ok(subjects)
}

/// Forms for those applications that no address finds. One that holds another person's too, since a correction gave
/// an application another ID number, stays as it is: it is the other's; returns the forms that take its place.
async fn part_forms(
    state: &State,
    transaction: &Transaction,
    rows: &[application::Model],
) -> ApiResult<HashMap<Uuid, Uuid>> {
    let mut moved: HashMap<Uuid, Uuid> = rows.iter().map(|row| (row.form_id, state.new_id())).collect();
    for form in endings::forms_only_of(&**transaction, rows).await? {
        moved.remove(&form.id);
        let emptied = application_form::Model { address_index: random_bytes::<32>().to_vec(), ..form };
        endings::overwrite_form(&**transaction, emptied).await?;
    }
    for shared in endings::forms(&**transaction, moved.keys().copied()).await? {
        let own = application_form::Model {
            id: *moved.get(&shared.id).ok_or(ProblemCode::NotFound)?,
            reference: model::reference(taiwan_time::roc_year(*shared.created_at), random_bytes()),
            address_index: random_bytes::<32>().to_vec(),
            ..shared
        };
        repository::insert_form(&**transaction, own).await?;
    }
    Ok(moved)
}
