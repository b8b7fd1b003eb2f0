"""Names of places in French news: what is found, and what only looks like a place."""

from __future__ import annotations

import pytest
from rows import each_row

from geo.gazetteer.index import Gazetteer
from tests.found_in import judged, names_in

# (text, names that must be found, names that must not), parted by "|".
SENTENCES = [
    ("Des drones ont survolé l'est de l'Ukraine et la Corée du Nord.", "Ukraine|Corée du Nord", ""),
    ("Le port du Havre est bloqué, celui de La Rochelle aussi.", "Havre|La Rochelle", ""),
    ("Les pompiers de L'Haÿ-les-Roses ont été appelés dans la nuit.", "L'Haÿ-les-Roses", "Roses"),
    ("Une course est prévue au Mans, une autre aux Sables-d'Olonne.", "Mans|Sables-d'Olonne", ""),
    ("À Saint-Étienne, les usines ferment; aux Pays-Bas, elles ouvrent.", "Saint-Étienne|Pays-Bas", ""),
    ("La circulation est coupée en Île-de-France, dit-on à l'Élysée.", "Île-de-France|Élysée", ""),
    ("M. Lyon et Mme Paris ont été entendus par le juge à Nantes.", "Nantes", "Lyon|Paris"),
    ("L'Olympique de Marseille a battu le Paris Saint-Germain.", "", "Marseille|Paris"),
    ("Selon Le Monde, la réunion aura lieu à Genève.", "Genève", "Monde|Le Monde"),
    ("PARIS (AFP) - Un incendie a détruit un entrepôt à Toulouse.", "Toulouse", "AFP"),
    ("Les Champs-Élysées étaient vides, la rue de Rennes aussi.", "", "Rennes"),
    ("L'université de Lille recrute, celle de Gand aussi.", "", "Lille"),
    ("Emmanuel Macron et Olaf Scholz se sont vus à Berlin.", "Berlin", "Macron|Scholz"),
    ("Tours se prépare, et la ville de Tours attend dix mille visiteurs.", "Tours", ""),
    ("Nancy Huston et Florence Foresti ont lu des textes à Bruxelles.", "Bruxelles", "Nancy|Huston"),
    ("Le Tour de France partira de Florence, le Grand Prix de Monaco aussi.", "Florence", "France|Monaco"),
    ("Sens interdit: la mairie de Sens ferme le pont.", "Sens", ""),
    ("Dans le département du Var, un avion s'est posé à Fréjus.", "Var|Fréjus", ""),
    ("Près de Kharkiv, la Russie a frappé un dépôt; Kiev a répondu.", "Kharkiv|Russie|Kiev", ""),
    ("Le TGV entre Lyon et Marseille est arrêté à Valence.", "Lyon|Marseille|Valence", ""),
    ("Beaucoup de Parisiens sont partis en Bretagne ou en Normandie.", "Bretagne|Normandie", "Parisiens"),
    ("La sauce hollandaise et le Camembert ne viennent pas de Lima.", "Lima", "hollandaise"),
    ("Le paquebot Ville de Bordeaux a quitté Saint-Nazaire.", "Saint-Nazaire", ""),
    ("Au large de Brest, un cargo a perdu dix conteneurs.", "Brest", ""),
    ("D'Alger à Tunis, la chaleur ne faiblit pas au Maghreb.", "Alger|Tunis|Maghreb", ""),
    ("Un pétrolier a traversé le détroit d'Ormuz puis le golfe d'Aden.", "détroit d'Ormuz|golfe d'Aden", "Ormuz|Aden"),
    ("Le maire a décidé de Nantes, et le préfet a visité le Havre.", "Nantes|Havre", ""),
    ("Les hôpitaux de la bande de Gaza manquent de tout.", "bande de Gaza", "Gaza"),
    ("Un cargo a coulé en mer d'Azov, un autre en mer du Japon.", "mer d'Azov|mer du Japon", "Azov|Japon"),
    ("La Corée du Nord a montré un Hwasong-15 à Pyongyang.", "Corée du Nord|Pyongyang", "Hwasong"),
    ("Des camions sont arrivés au Darfour depuis Khartoum.", "Darfour|Khartoum", ""),
    ("L'Iran a réagi le premier.", "Iran", "L'Iran"),
]  # fmt: skip

MEANT = [
    ("Le port du Havre est bloqué.", "Havre", "geonames:3003796"),
    ("Une course est prévue au Mans.", "Mans", "geonames:3003603"),
    ("À Valence, dans la Drôme, un train a déraillé.", "Valence", "geonames:2971053"),
    ("À Vienne, en Autriche, les négociations ont repris.", "Vienne", "geonames:2761369"),
    ("Washington a réagi dans la soirée.", "Washington", "geonames:4140963"),
    ("Né à Laval, il habite Rennes.", "Laval", "geonames:3005866"),
    ("À Brest, en Bretagne, la mer monte.", "Brest", "geonames:3030300"),
    ("Le maire de Nabatiyé, au Liban, a été reçu.", "Nabatiyé", "geonames:278913"),
]


@each_row(("text", "wanted", "refused"), SENTENCES)
def test_french_news(text: str, wanted: str, refused: str, gazetteer: Gazetteer) -> None:
    missed, taken = judged("fr", text, wanted, refused, gazetteer)
    assert (missed, taken) == (set(), set())


@pytest.mark.parametrize(("text", "name", "record"), MEANT)
def test_what_a_french_name_means(text: str, name: str, record: str, gazetteer: Gazetteer) -> None:
    assert names_in("fr", text, gazetteer)[name].id == record
