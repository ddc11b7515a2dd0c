//! 我的孩子: the children bound to an account, and how a binding ends.

use super::repository::bindings as repository;
use crate::{
    database::Transaction,
    entity::binding,
    features::{binding as applications, roster},
    http::authority::SignedIn,
    jobs::{self, BindingEnd, Job, SendBindingEnded},
    problem::ApiResult,
    state::State,
};
use shared_types::{
    List,
    application::{Binding, BoundStudent},
    language::Language,
    person_name,
    problem::ProblemCode,
};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(super) async fn list(state: &State, signed_in: &SignedIn) -> ApiResult<List<Binding>> {
    let connection = state.database.reader();
    let rows = repository::live(connection, signed_in.account).await?;
    let students = roster::students_by_id(connection, rows.iter().map(|row| row.student_id)).await?;
    let view = |row: binding::Model| {
        let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
        Ok(Binding {
            id: row.id,
            student: BoundStudent {
                name: student.name.clone(),
                school_name: student.school_name.clone(),
                class_name: student.class_name.clone(),
            },
            relationship: applications::relationship_of(&row.relationship)?,
            bound_at: *row.bound_at,
        })
    };
    Ok(List { items: rows.into_iter().map(view).collect::<ApiResult<_>>()? })
}

/// 解除綁定: the approved application that led to it ends with it, so that the parent can apply again.
pub(super) async fn give_up(state: &State, signed_in: &SignedIn, id: Uuid, language: Language) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    let row = repository::find_own(&*transaction, signed_in.account, id).await?.ok_or(ProblemCode::NotFound)?;
    // Applications before bindings, as everywhere: then nobody waits in a circle.
    applications::end_approved(state, &transaction, row.student_id, row.account_id).await?;
    if !repository::end(&*transaction, id, state.now()).await? {
        return Err(ProblemCode::NotFound.into());
    }
    tell(state, &transaction, vec![row], BindingEnd::GivenUp, language).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(())
}

/// Ends what came of applications whose consent was withdrawn, and has the mails about it written.
///
/// # Errors
/// The database's.
pub async fn end_of_applications(
    state: &State,
    transaction: &Transaction,
    applications: &[Uuid],
    language: Language,
) -> ApiResult<()> {
    let mut ended = Vec::new();
    for row in repository::live_of_applications(&**transaction, applications).await? {
        if repository::end(&**transaction, row.id, state.now()).await? {
            ended.push(row);
        }
    }
    tell(state, transaction, ended, BindingEnd::ConsentWithdrawn, language).await
}

/// One mail for each account.
async fn tell(
    state: &State,
    transaction: &Transaction,
    ended: Vec<binding::Model>,
    why: BindingEnd,
    language: Language,
) -> ApiResult<()> {
    let students = roster::students_by_id(&**transaction, ended.iter().map(|row| row.student_id)).await?;
    let mut names: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for row in ended {
        let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
        names.entry(row.account_id).or_default().push(person_name::masked(&student.name));
    }
    for (account, students_masked) in names {
        let mail = SendBindingEnded { account, students_masked, why, ended_at: state.now(), language };
        jobs::enqueue(state, &**transaction, &Job::SendBindingEnded(mail)).await?;
    }
    Ok(())
}
