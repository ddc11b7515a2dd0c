//! 「請選擇與綁定學生的關係」 [C]: cards in two groups; 「其他」 asks what.

use crate::{
    components::{
        field::TextField,
        radio_cards::{Choice, ChoiceGroup, RadioCards},
    },
    form::{Check, FormErrors},
    i18n::{I18n, use_i18n},
};
use shared_types::{
    check,
    relationship::{Relationship, RelationshipGroup},
};
use yew::prelude::*;

pub const RELATIONSHIP: &str = "relationship";
pub const RELATIONSHIP_NOTE: &str = "relationship_note";

/// The name of a relationship.
pub fn relationship_name(i18n: &I18n, relationship: Relationship, note: Option<&str>) -> AttrValue {
    match note.filter(|_| relationship == Relationship::Other) {
        Some(note) => i18n.with("relationship.other_as", &[("note", note)]),
        None => i18n.t(&format!("relationship.{}", relationship.code())),
    }
}

/// Notes what is wrong with the choice.
pub fn check_relationship(errors: &mut FormErrors, i18n: &I18n, chosen: Option<Relationship>, note: &str) {
    match chosen {
        None => errors.add(RELATIONSHIP, i18n.t("relationship.label"), i18n.t("relationship.choose")),
        Some(relationship) => {
            let verdict = check::relationship_note(relationship, Some(note));
            errors.check(i18n, RELATIONSHIP_NOTE, i18n.t("relationship.note"), verdict);
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct RelationshipFieldsProps {
    pub chosen: Option<Relationship>,
    /// What the error at the choice is about: another choice mends it.
    #[prop_or_default]
    pub wrong: Option<Relationship>,
    pub onchoose: Callback<Relationship>,
    pub note: NodeRef,
    #[prop_or_default]
    pub note_value: AttrValue,
    #[prop_or_default]
    pub onleave_note: Callback<String>,
    pub errors: FormErrors,
}

/// The relationship.
#[component]
pub fn RelationshipFields(props: &RelationshipFieldsProps) -> Html {
    let i18n = use_i18n();
    let group = |group: RelationshipGroup, key: &str| ChoiceGroup {
        label: i18n.t(key),
        choices: Relationship::ALL
            .into_iter()
            .filter(|relationship| relationship.group() == group)
            .map(|relationship| Choice {
                value: relationship.code(),
                label: relationship_name(&i18n, relationship, None),
            })
            .collect(),
    };
    let groups = vec![
        group(RelationshipGroup::LegalRepresentative, "relationship.legal_representative"),
        group(RelationshipGroup::Guardian, "relationship.guardian"),
    ];
    let onchoose = {
        let onchoose = props.onchoose.clone();
        Callback::from(move |code: &'static str| {
            if let Some(relationship) = Relationship::from_code(code) {
                onchoose.emit(relationship);
            }
        })
    };
    html! {
        <>
            <RadioCards name={RELATIONSHIP} legend={i18n.t("relationship.label")} {groups} {onchoose}
                chosen={props.chosen.map(|chosen| AttrValue::Static(chosen.code()))}
                error={props.errors.of(RELATIONSHIP).filter(|_| props.chosen == props.wrong)} />
            if props.chosen == Some(Relationship::Other) {
                <TextField id={RELATIONSHIP_NOTE} label={i18n.t("relationship.note")}
                    hint={i18n.t("relationship.note_hint")} node={props.note.clone()} value={props.note_value.clone()}
                    error={props.errors.of(RELATIONSHIP_NOTE)} onleave={props.onleave_note.clone()}
                    recheck={(|typed| check::relationship_note(Relationship::Other, Some(typed))) as Check} />
            }
        </>
    }
}
