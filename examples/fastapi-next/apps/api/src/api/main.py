"""Notes, kept in memory."""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

app = FastAPI(title="notes")
_notes: list[str] = []


class Note(BaseModel):
    text: str = Field(min_length=1, max_length=500)


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "healthy"}


@app.get("/notes")
async def notes() -> list[Note]:
    return [Note(text=text) for text in _notes]


@app.post("/notes", status_code=201)
async def add(note: Note) -> dict[str, int]:
    if len(_notes) >= 1000:
        raise HTTPException(status_code=507, detail="there are too many notes")
    _notes.append(note.text)
    return {"notes": len(_notes)}
