mod answer;
pub(super) mod clients;
pub(super) mod grants;
pub(super) mod people;
pub(super) mod protocol;
