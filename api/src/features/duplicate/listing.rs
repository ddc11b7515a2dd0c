//! Who may be known twice.

use super::{model::DuplicateQuery, repository};
use crate::{
    features::{account, roster},
    paging::Paging,
    problem::ApiResult,
    state::State,
};
use shared_types::{
    Page,
    duplicate::{DuplicateAccount, DuplicateKind, DuplicatePerson, DuplicateStudent},
};
use std::collections::HashMap;
use uuid::Uuid;

pub(super) async fn list(state: &State, query: &DuplicateQuery) -> ApiResult<Page<DuplicatePerson>> {
    let (paging, connection) = (Paging::new(query.page, query.page_size)?, state.database.reader());
    let (groups, total) = match query.kind {
        DuplicateKind::SameContact => repository::same_contact(connection, paging).await?,
        DuplicateKind::ParentAndStudent => repository::parents_and_students(connection, paging).await?,
    };
    let account_ids = || groups.iter().flat_map(|group| group.accounts.iter().copied());
    let mut people = account::people(state, connection, account_ids()).await?;
    let mut children: HashMap<Uuid, u64> = HashMap::new();
    for account in account::bound_accounts(connection, account_ids()).await? {
        *children.entry(account).or_default() += 1;
    }
    let student_ids = groups.iter().flat_map(|group| group.students.iter().copied());
    let mut students = roster::students_by_id(connection, student_ids).await?;
    let mut shown_account = |id: &Uuid| {
        let (person, national_id) = people.remove(id)?;
        Some(DuplicateAccount {
            id: *id,
            national_id_masked: national_id.masked(),
            email_masked: person.email.masked(),
            children: children.get(id).copied().unwrap_or_default(),
            opened_at: person.opened_at,
            name: person.name,
        })
    };
    let mut shown_student = |id: &Uuid| {
        let student = students.remove(id)?;
        Some(DuplicateStudent {
            id: student.id,
            name: student.name,
            school_code: student.school_code,
            school_name: student.school_name,
            class_name: student.class_name,
        })
    };
    let items = groups.iter().map(|group| DuplicatePerson {
        kind: query.kind,
        accounts: group.accounts.iter().filter_map(&mut shown_account).collect(),
        students: group.students.iter().filter_map(&mut shown_student).collect(),
    });
    Ok(Page { items: items.collect(), page: query.page, page_size: query.page_size, total })
}
