//! Whom applications of others are told to, and what about them.

use super::{objections::own_view, repository};
use crate::{
    database::Transaction,
    entity::binding_application as application,
    features::{account, binding, protection, roster},
    http::authority::SignedIn,
    jobs::{self, Job, SendGuardianNotice},
    problem::ApiResult,
    state::State,
};
use shared_types::{
    List, application::ApplicationStatus, language::Language, objection::GuardianNotice, person_name,
    problem::ProblemCode, relationship::Relationship,
};
use uuid::Uuid;

/// Has everybody who is bound to the child told by mail that somebody else has applied, or was bound.
///
/// # Errors
/// The database's.
pub async fn tell_guardians(
    state: &State,
    transaction: &Transaction,
    row: &application::Model,
    is_bound: bool,
) -> ApiResult<()> {
    for account in account::others_bound(&**transaction, row.student_id, &row.national_id_index).await? {
        let job = SendGuardianNotice { account, application: row.id, is_bound };
        jobs::enqueue(state, &**transaction, &Job::SendGuardianNotice(job)).await?;
    }
    Ok(())
}

/// What a guardian is told of another's application.
pub struct Notice {
    pub student_name_masked: String,
    pub applicant_name_masked: String,
    pub relationship: Relationship,
    pub language: Language,
}

/// None when there is nobody to tell, or nothing any more: the account isn't bound to the child now, the application was
/// cancelled or returned, or the child is protected.
///
/// # Errors
/// The database's.
pub async fn notice(state: &State, account: Uuid, application: Uuid) -> ApiResult<Option<Notice>> {
    let connection = state.database.reader();
    let Some(row) = binding::find_application(connection, application).await? else { return Ok(None) };
    let Some(own) = account::guardians_binding(connection, row.student_id, account).await? else { return Ok(None) };
    let is_over = !(binding::status_of(&row)?.is_waiting() || row.status == ApplicationStatus::Approved.code());
    if is_over || protection::is_sealed(connection, row.student_id).await? {
        return Ok(None);
    }
    let students = roster::students_by_id(connection, [row.student_id]).await?;
    let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
    Ok(Some(Notice {
        student_name_masked: person_name::masked(&student.name),
        applicant_name_masked: person_name::masked(&row.name),
        relationship: binding::relationship_of(&row.relationship)?,
        language: account::language_of(connection, &own).await?,
    }))
}

/// What others have applied for, for the children that one is bound to.
pub(super) async fn list(state: &State, signed_in: &SignedIn) -> ApiResult<List<GuardianNotice>> {
    let connection = state.database.reader();
    let own_id = account::national_id_index(connection, signed_in.account).await?;
    let rows = repository::of_others(connection, signed_in.account, &own_id, None).await?;
    let students = roster::students_by_id(connection, rows.iter().map(|row| row.student_id)).await?;
    let own = repository::own(connection, signed_in.account).await?;
    let view = |row: application::Model| {
        let objection = own.iter().find(|objection| objection.application_id == row.id);
        Ok(GuardianNotice {
            application_id: row.id,
            student_name: students.get(&row.student_id).ok_or(ProblemCode::NotFound)?.name.clone(),
            applicant_name_masked: person_name::masked(&row.name),
            relationship: binding::relationship_of(&row.relationship)?,
            submitted_at: *row.submitted_at,
            is_approved: row.status == ApplicationStatus::Approved.code(),
            objection: objection.map(|objection| own_view(state, objection)).transpose()?,
        })
    };
    Ok(List { items: rows.into_iter().map(view).collect::<ApiResult<_>>()? })
}
