//! 我的孩子, for the owner of the account and for services that were allowed to know.

use super::repository::bindings as repository;
use crate::{
    entity::binding,
    features::{
        binding as applications, protection,
        roster::{self, StudentRow},
    },
    http::authority::ChildrenReader,
    problem::ApiResult,
    state::State,
};
use shared_types::{
    List,
    application::{Binding, BoundStudent},
    problem::ProblemCode,
    relationship::Relationship,
};
use uuid::Uuid;

pub(super) async fn list(state: &State, reader: &ChildrenReader) -> ApiResult<List<Binding>> {
    let mut bound = bound(state, reader.account).await?;
    if reader.is_service {
        hide_protected(state, &mut bound).await?;
    }
    let view = |(row, student): (binding::Model, StudentRow)| {
        Ok(Binding {
            id: row.id,
            student: BoundStudent {
                name: student.name,
                school_name: student.school_name,
                class_name: student.class_name,
            },
            relationship: applications::relationship_of(&row.relationship)?,
            bound_at: *row.bound_at,
            ends_at: row.ends_at.map(|end| *end),
        })
    };
    Ok(List { items: bound.into_iter().map(view).collect::<ApiResult<_>>()? })
}

/// The children bound to an account of whom others may know: never a protected one.
///
/// # Errors
/// The database's.
pub async fn children_to_tell(state: &State, account: Uuid) -> ApiResult<Vec<(StudentRow, Relationship)>> {
    let mut bound = bound(state, account).await?;
    hide_protected(state, &mut bound).await?;
    let told = |(row, student): (binding::Model, _)| Ok((student, applications::relationship_of(&row.relationship)?));
    bound.into_iter().map(told).collect()
}

async fn bound(state: &State, account: Uuid) -> ApiResult<Vec<(binding::Model, StudentRow)>> {
    let connection = state.database.reader();
    let rows = repository::live(connection, account, state.now()).await?;
    let students = roster::students_by_id(connection, rows.iter().map(|row| row.student_id)).await?;
    let with_student = |row: binding::Model| {
        let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?.clone();
        Ok((row, student))
    };
    rows.into_iter().map(with_student).collect()
}

async fn hide_protected(state: &State, bound: &mut Vec<(binding::Model, StudentRow)>) -> ApiResult<()> {
    let ids = bound.iter().map(|(row, _)| row.student_id).collect::<Vec<_>>();
    let sealed = protection::sealed_among(state.database.reader(), ids).await?;
    bound.retain(|(row, _)| !sealed.contains(&row.student_id));
    Ok(())
}
