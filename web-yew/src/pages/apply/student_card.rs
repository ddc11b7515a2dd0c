//! The card of a child that was found.

use crate::{
    components::{
        button::{Button, Look},
        relationship_fields::relationship_name,
    },
    draft::DraftStudent,
    i18n::I18n,
};
use shared_types::language::Language;
use yew::prelude::*;

/// School, class and relationship; for readers of Latin letters the school's romanised name too.
pub fn student_detail(i18n: &I18n, child: &DraftStudent) -> AttrValue {
    let relation = relationship_name(i18n, child.relationship, child.relationship_note.as_deref());
    let school = match i18n.language() {
        Language::TraditionalChinese => child.student.school_name.clone(),
        _ => format!("{} {}", child.student.school_name, child.school_latin),
    };
    let class = child.student.class_name.as_str();
    i18n.with("student.detail", &[("school", &school), ("class", class), ("relationship", &relation)])
}

/// 「請確認綁定學生資訊」: masked name, class, relationship. `onchange` also looks the child up again, after its session
/// has ended.
pub fn student_card(i18n: &I18n, child: &DraftStudent, onremove: Callback<()>, onchange: Callback<()>) -> Html {
    let DraftStudent { student, expired, .. } = child;
    let name = student.name_masked.as_str();
    let button = |key: &str, look: Look, onclick: Callback<()>| {
        html! {
            <Button {look} small={look == Look::Quiet} {onclick}>
                { i18n.t(key) }<span class="visually-hidden">{ name }</span>
            </Button>
        }
    };
    html! {
        <li key={child.lookup_id.to_string()} class="card card--tight stack stack--tight">
            <div class="child-card">
                <span class="avatar" aria-hidden="true">{ name.chars().next().map(String::from) }</span>
                <span class="child-card__name">{ name }</span>
                <span class="child-card__detail">{ student_detail(i18n, child) }</span>
                <span class="child-card__detail">
                    if !*expired { { button("action.change", Look::Link, onchange.clone()) } }
                    { button("student.remove", Look::Link, onremove) }
                </span>
            </div>
            if *expired {
                <p class="error">{ i18n.t("student.expired") }</p>
                <div>{ button("student.again", Look::Quiet, onchange) }</div>
            }
        </li>
    }
}
