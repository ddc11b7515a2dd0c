//! The card of a child that was found.

use crate::{
    components::{
        button::{Button, Look},
        relationship_fields::relationship_name,
    },
    draft::DraftStudent,
    i18n::I18n,
};
use yew::prelude::*;

/// 「請確認綁定學生資訊」: masked name, class, relationship. `onagain` looks the child up again,
/// after its session has ended.
pub fn student_card(i18n: &I18n, child: &DraftStudent, onremove: Callback<()>, onagain: Callback<()>) -> Html {
    let DraftStudent { student, relationship, relationship_note, expired, .. } = child;
    let relation = relationship_name(i18n, *relationship, relationship_note.as_deref());
    let name = student.name_masked.as_str();
    html! {
        <li key={child.lookup_id.to_string()} class="card card--tight stack stack--tight">
            <div class="child-card">
                <span class="avatar" aria-hidden="true">{ name.chars().next().map(String::from) }</span>
                <span class="child-card__name">{ name }</span>
                <Button look={Look::Link} onclick={onremove}>
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
                <div><Button look={Look::Quiet} small=true onclick={onagain}>
                    { i18n.t("student.again") }<span class="visually-hidden">{ name }</span>
                </Button></div>
            }
        </li>
    }
}
