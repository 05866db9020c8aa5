from itertools import count
from typing import Annotated

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

app = FastAPI(title='Items')
numbers = count(1)
items: dict[int, 'Item'] = {}


class NewItem(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    price: Annotated[float, Field(gt=0)]


class Item(NewItem):
    id: int


@app.get('/health')
def health() -> dict[str, str]:
    return {'status': 'ok'}


@app.get('/items')
def list_items() -> list[Item]:
    return list(items.values())


@app.post('/items', status_code=201)
def add_item(new: NewItem) -> Item:
    item = Item(id=next(numbers), **new.model_dump())
    items[item.id] = item
    return item


@app.get('/items/{number}')
def get_item(number: int) -> Item:
    if number not in items:
        raise HTTPException(status_code=404, detail='there is no such item')
    return items[number]
