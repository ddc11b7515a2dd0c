//! What pages share.

pub mod button;
pub mod code_form;
pub mod contact_form;
pub mod dialog;
pub mod elsewhere;
pub mod error_summary;
pub mod field;
pub mod grid;
pub mod icon;
pub mod layout;
pub mod markdown;
pub mod notice;
pub mod page;
pub mod parent_fields;
pub mod radio_cards;
pub mod relationship_fields;
pub mod school_combobox;
pub mod school_search;
pub mod signature_pad;
pub mod stepper;
pub mod strokes;
pub mod summary_list;
pub mod tag;
pub mod timeline;
pub mod verify_contact;
