//! Step 2: schools and the look-up of a child.

use super::{ApiError, get, post};
use shared_types::{
    List,
    school::{LookUpStudent, School, StudentLookup},
};

pub async fn schools() -> Result<Vec<School>, ApiError> {
    get::<List<School>>("/schools").await.map(|list| list.items)
}

pub async fn look_up_student(student: &LookUpStudent) -> Result<StudentLookup, ApiError> {
    post("/student-lookups", student).await
}
