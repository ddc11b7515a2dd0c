//! The card of a child that was found.

use crate::{
    components::{
        button::{Button, Look},
        relationship_fields::relationship_name,
    },
    draft::DraftStudent,
    i18n::use_i18n,
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct StudentCardProps {
    pub student: DraftStudent,
    pub onremove: Callback<()>,
    /// Look the child up again, after its session has ended.
    pub onagain: Callback<()>,
}

/// 「請確認綁定學生資訊」: masked name, class, relationship.
#[component]
pub fn StudentCard(props: &StudentCardProps) -> Html {
    let i18n = use_i18n();
    let DraftStudent { student, relationship, relationship_note, expired, .. } = &props.student;
    let relation = relationship_name(&i18n, *relationship, relationship_note.as_deref());
    let name = student.name_masked.as_str();
    html! {
        <li class="card card--tight stack stack--tight">
            <div class="child-card">
                <span class="avatar" aria-hidden="true">{ name.chars().next().map(String::from) }</span>
                <span class="child-card__name">{ name }</span>
                <Button look={Look::Link} onclick={props.onremove.clone()}>
                    { i18n.t("student.remove") }<span class="visually-hidden">{ name }</span>
                </Button>
                <span class="child-card__detail">
                    { i18n.with("student.detail", &[
                        ("school", &student.school_name), ("class", &student.class_name), ("relationship", &relation),
                    ]) }
                </span>
            </div>
            if *expired {
                <p class="error">{ i18n.t("student.expired") }</p>
                <div><Button look={Look::Quiet} small=true onclick={props.onagain.clone()}>
                    { i18n.t("student.again") }<span class="visually-hidden">{ name }</span>
                </Button></div>
            }
        </li>
    }
}
