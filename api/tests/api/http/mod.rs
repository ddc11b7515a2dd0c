//! What holds for every request, whatever it asks for.

mod answers;
mod assets;
mod writes;
