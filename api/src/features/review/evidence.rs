//! What lies beside a row of the grid, for whoever decides or asks what was decided.

use super::{decisions::acting_role, repository, service};
use crate::{
    entity::{binding_application as application, review_decision},
    features::{
        account,
        audit::{self, By, Event},
        binding::{self, signing},
        consent, protection,
    },
    http::authority::Reviewer,
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    account::Role,
    application::ApplicationStatus,
    audit::{AuditAction, AuditSubject},
    evidence::{ApplicationEvidence, CameBy, EarlierDecision, OtherPerson, SignatureEvidence},
    name_comparison::{NameComparison, NameSource, compare},
    person_name,
    problem::ProblemCode,
    review::DecisionOutcome,
    signature::Signature,
};
use std::collections::HashMap;
use uuid::Uuid;

/// An application of somebody else that the reader's grid shows, and what the reader is to its class.
pub(super) async fn own_row(
    connection: &impl ConnectionTrait,
    reviewer: &Reviewer,
    id: Uuid,
) -> ApiResult<(application::Model, Role)> {
    let is_shown = |row: &application::Model| {
        let shown = [ApplicationStatus::InReview, ApplicationStatus::Approved, ApplicationStatus::Returned];
        shown.iter().any(|one| one.code() == row.status)
    };
    let found = repository::own_applications(connection, reviewer, [id]).await?.remove(&id);
    let own_id = account::national_id_index(connection, reviewer.account).await?;
    // What lies beside an application its applicant doesn't read.
    let row = found.filter(is_shown).filter(|row| row.national_id_index != own_id).ok_or(ProblemCode::NotFound)?;
    let taught = repository::own_applications(connection, &reviewer.as_teacher(), [id]).await?;
    let is_sealed = protection::is_sealed(connection, row.student_id).await?;
    Ok((row, acting_role(is_sealed, !taught.is_empty())))
}

/// Nothing is answered of which the trail doesn't say that it was read.
pub(super) async fn read(state: &State, reviewer: &Reviewer, id: Uuid) -> ApiResult<ApplicationEvidence> {
    let (row, _) = own_row(state.database.reader(), reviewer, id).await?;
    let evidence = gather(state, reviewer, row).await?;
    let transaction = state.database.begin().await?;
    // A child that was sealed meanwhile is no longer the school's to read of.
    let (_, role) = own_row(&*transaction, reviewer, id).await?;
    let event = Event::new(By::account(reviewer.account).acting_as(role), AuditAction::EvidenceRead)
        .to(AuditSubject::Application, id);
    audit::record(state, &*transaction, [event]).await?;
    transaction.commit().await?;
    Ok(evidence)
}

async fn gather(state: &State, reviewer: &Reviewer, row: application::Model) -> ApiResult<ApplicationEvidence> {
    let connection = state.database.reader();
    let student = repository::students(connection, [row.student_id]).await?.remove(&row.student_id);
    let class = student.ok_or(ProblemCode::NotFound)?.class_id;
    let shown = service::shown(state, reviewer, class, std::slice::from_ref(&row)).await?.pop();
    let form = repository::evidence::form(connection, row.form_id).await?.ok_or(ProblemCode::NotFound)?;
    let text = consent::answered_text(connection, form.consent_record_id).await?;
    let signature = signing::newest(state, connection, row.id).await?.map(signature);
    let names = names(state, connection, &row, signature.as_ref()).await?;
    let sign_in_name = account::sign_in_name_index(state, &row.email);
    Ok(ApplicationEvidence {
        row: shown.ok_or(ProblemCode::NotFound)?,
        consent_title: text.title,
        consent_version: text.version,
        consented_at: text.answered_at,
        signature,
        names,
        others: others(state, connection, &row).await?,
        decisions: decisions(connection, &row).await?,
        email_shared_with: repository::evidence::others_with_email(connection, &row, &sign_in_name).await?,
        address_shared_with: repository::evidence::others_with_address(connection, &row, &form.address_index).await?,
        reference: form.reference,
    })
}

fn signature(evidence: signing::Evidence) -> SignatureEvidence {
    let came_by = match (evidence.signed_in.account, evidence.signed_in.channel) {
        (Some(_), _) => Some(CameBy::Account),
        (None, Some(channel)) => CameBy::from_code(&channel),
        (None, None) => None,
    };
    let signed =
        SignatureEvidence { path: None, view_box: None, typed_name: None, signed_at: evidence.signed_at, came_by };
    match evidence.signature {
        Signature::Drawn { width, height, strokes } => SignatureEvidence {
            path: Some(strokes.iter().map(|stroke| path(stroke)).collect()),
            view_box: Some(format!("0 0 {width} {height}")),
            ..signed
        },
        Signature::Typed { name } => SignatureEvidence { typed_name: Some(name), ..signed },
    }
}

/// `M11 13L117 83L211 19`. A stroke of one point is a line to itself, which round ends make a dot.
fn path(stroke: &[[u16; 2]]) -> String {
    let [x, y] = stroke.first().copied().unwrap_or_default();
    let lines = stroke.iter().skip(usize::from(stroke.len() > 1)).map(|[x, y]| format!("L{x} {y}"));
    std::iter::once(format!("M{x} {y}")).chain(lines).collect()
}

/// The name on the application beside the account's, and beside what was typed to sign with.
async fn names(
    state: &State,
    connection: &impl ConnectionTrait,
    row: &application::Model,
    signature: Option<&SignatureEvidence>,
) -> ApiResult<Vec<NameComparison>> {
    let person = account::find_person(state, connection, &row.national_id_index).await?;
    let of_account = person.and_then(|person| compare(NameSource::Account, &row.name, &person.name));
    let typed = signature.and_then(|signature| signature.typed_name.as_deref());
    let typed = typed.and_then(|name| compare(NameSource::Signature, &row.name, name));
    Ok(of_account.into_iter().chain(typed).collect())
}

/// Whoever is bound, and whoever has applied.
async fn others(
    state: &State,
    connection: &impl ConnectionTrait,
    row: &application::Model,
) -> ApiResult<Vec<OtherPerson>> {
    let bindings = repository::evidence::other_bindings(connection, row, state.now()).await?;
    let names = repository::evidence::names(connection, bindings.iter().map(|binding| binding.account_id)).await?;
    let own = account::find_person(state, connection, &row.national_id_index).await?.map(|person| person.account);
    // What the school brought along is the applicant's own too.
    let bound = bindings.into_iter().filter(|binding| Some(binding.account_id) != own);
    let bound = bound.map(|binding| {
        Ok(OtherPerson {
            name_masked: names.get(&binding.account_id).map(|name| person_name::masked(name)).unwrap_or_default(),
            relationship: binding::relationship_of(&binding.relationship)?,
            status: None,
            since: *binding.bound_at,
            ends_at: binding.ends_at.map(|end| *end),
            id: binding.id,
        })
    });
    let applied = repository::evidence::other_open(connection, row).await?.into_iter().map(|row| {
        Ok(OtherPerson {
            name_masked: person_name::masked(&row.name),
            relationship: binding::relationship_of(&row.relationship)?,
            status: Some(service::status_of(&row)?),
            since: *row.submitted_at,
            ends_at: None,
            id: row.id,
        })
    });
    bound.chain(applied).collect()
}

async fn decisions(connection: &impl ConnectionTrait, row: &application::Model) -> ApiResult<Vec<EarlierDecision>> {
    let made = repository::evidence::decisions(connection, row).await?;
    let names = repository::evidence::names(connection, made.iter().filter_map(|one| one.decided_by)).await?;
    made.into_iter().map(|one| earlier(&names, one)).collect()
}

fn earlier(names: &HashMap<Uuid, String>, made: review_decision::Model) -> ApiResult<EarlierDecision> {
    let outcome = match made.outcome.as_str() {
        "approve" => DecisionOutcome::Approve,
        "return" => DecisionOutcome::Return,
        other => return Err(ApiError::internal(anyhow::anyhow!("decision {} has the outcome {other}", made.id))),
    };
    Ok(EarlierDecision {
        id: made.id,
        outcome,
        decided_at: *made.decided_at,
        decided_by: made.decided_by.map(|id| names.get(&id).cloned().unwrap_or_default()),
        reason: made.reason.map(|reason| reason.0),
        undone_at: made.undone_at.map(|at| *at),
    })
}
